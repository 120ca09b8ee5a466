using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Increments one key of a user's state, from a session of its own in turn outside a run and by a tool, and tells the sums that it was given.</summary>
/// <remarks>Arguments: file, number of the process, how often.</remarks>
internal static class CountCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (number, count) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        await Talk.BeReadyAsync();

        var session = await store.OpenAsync(Stores.Room(number));
        for (var i = 0; i < count; i++)
        {
            if (i % 2 == 0)
                Tell(await session.State.IncrementAsync("counter", scope: Scope.User));
            else
                await new ScopeDesk(async run => Tell(await run.State.IncrementAsync("counter", scope: Scope.User))).Agent.RunAsync("count", session);
        }

        Talk.Say("done");
        return 0;
    }

    private static void Tell(long sum) => Talk.Say(sum.ToString(CultureInfo.InvariantCulture));
}
