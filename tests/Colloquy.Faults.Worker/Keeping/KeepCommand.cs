using System.Globalization;

namespace Colloquy.Faults.Worker;

/// <summary>Adds, runs, forks, undoes, prunes, holds, sweeps, rotates keys and erases a user, at random, and says what was acknowledged.</summary>
/// <remarks>Arguments: kind of store, place, file of keys, number of the process, round, seed, steps.</remarks>
internal static class KeepCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[4..].Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        await using var store = await KeepStores.OpenAsync(args[1], args[2], args[3]);
        await Talk.BeReadyAsync();
        await new KeepWork(store, process: numbers[0], round: numbers[1], seed: numbers[2]).RunAsync(steps: numbers[3]);
        Talk.Say("done");
        return 0;
    }
}
