using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Two writers in one process append to several sessions at once.</summary>
/// <remarks>Arguments: file, seed, first writer, how many batches each, how many sessions.</remarks>
internal static class AppendCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[2..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        var (seed, first, count, rooms) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        await Talk.BeReadyAsync();

        await Task.WhenAll(Task.Run(() => AppendAsync(first)), Task.Run(() => AppendAsync(first + 1)));
        Talk.Say("done");
        return 0;

        async Task AppendAsync(int writer)
        {
            var sessions = new Session[rooms];
            for (var room = 0; room < rooms; room++)
                sessions[room] = await store.OpenAsync(Stores.Room(room));
            for (var number = 0; number < count; number++)
            {
                var batch = Batch.Of(seed, writer, number);
                if (number / rooms % 2 == 0)
                    await batch.CommitAsync(store, Stores.Room(number % rooms));
                else
                    await batch.AddAsync(sessions[number % rooms]);
            }
        }
    }
}
