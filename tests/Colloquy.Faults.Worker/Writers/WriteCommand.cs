using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Writes batch after batch to one session and acknowledges each when it is written: by a commit, and through the session, in turns.</summary>
/// <remarks>Arguments: file, seed, writer, how many batches.</remarks>
internal static class WriteCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[2..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        await Talk.BeReadyAsync();

        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var session = await store.OpenAsync(Stores.Key);
        Talk.Say("writing");
        for (var number = 0; number < numbers[2]; number++)
        {
            var batch = Batch.Of(numbers[0], numbers[1], number);
            var at = Position.Start;
            if (number % 2 == 0)
                at = (await batch.CommitAsync(store, Stores.Key)).First;
            else
                await batch.AddAsync(session);
            Talk.Say($"ack {number} {at}");
        }

        Talk.Say("done");
        return 0;
    }
}
