using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Many writers of one process commit at once to several sessions of one store, and each acknowledges what is written.</summary>
/// <remarks>Arguments: file, seed, first writer, how many writers, how many batches each, how many sessions.</remarks>
internal static class ThrongCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[2..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        var (seed, first, writers, count, rooms) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        for (var room = 0; room < rooms; room++)
            await store.CreateAsync(Stores.Room(room));
        await Talk.BeReadyAsync();

        Talk.Say("writing");
        await Task.WhenAll(Enumerable.Range(first, writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < count; number++)
            {
                var receipt = await Batch.Of(seed, writer, number).CommitAsync(store, Stores.Room(writer % rooms));
                Talk.Say($"ack {writer} {number} {receipt.First}");
            }
        })));
        Talk.Say("done");
        return 0;
    }
}
