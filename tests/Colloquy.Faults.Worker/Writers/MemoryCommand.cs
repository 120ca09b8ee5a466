using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Stores memories of one user under shared keys and on their own, and forgets some of them; tells the numbers of those on their own that it keeps.</summary>
/// <remarks>Arguments: file, number of the process, how often.</remarks>
internal static class MemoryCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (number, count) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var memory = store.GetMemory(Stores.Key.Owner);
        await Talk.BeReadyAsync();

        for (var i = 0; i < count; i++)
        {
            await memory.StoreAsync($"shared{i % 3}", $"word{number} round{i}");
            if (i % 5 == 4)
                await memory.ForgetAsync($"shared{i % 3}");
            var added = await memory.AddAsync($"text of{number} round{i}");
            if (i % 2 == 0)
                await memory.ForgetAsync(added.Id);
            else
                Talk.Say($"{added.Id}");
        }

        Talk.Say("done");
        return 0;
    }
}
