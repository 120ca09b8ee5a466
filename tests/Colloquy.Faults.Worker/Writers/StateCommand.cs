using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Two writers in one process increment one key of a session's state, and tell the sums that they were given.</summary>
/// <remarks>Arguments: file, how often each.</remarks>
internal static class StateCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var count = int.Parse(args[2], CultureInfo.InvariantCulture);
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        await Talk.BeReadyAsync();

        await Task.WhenAll(Task.Run(IncrementAsync), Task.Run(IncrementAsync));
        Talk.Say("done");
        return 0;

        async Task IncrementAsync()
        {
            var session = await store.OpenAsync(Stores.Key);
            for (var i = 0; i < count; i++)
            {
                var sum = await session.State.IncrementAsync("counter");
                Talk.Say(sum.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
