using System.Diagnostics;
using Colloquy.Operations;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>The first search of a session of 50,000 turns (2,000 in a hurry), once the index has followed it in the background; in a store that was opened anew.</summary>
internal static class FirstSearchMeasure
{
    private const double AllowedMilliseconds = 50;
    private const string Word = "singular";

    private static readonly SessionKey Key = new("ticket-1", user: "ada");

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, FixtureFolder fixtures, Effort effort)
    {
        var turns = effort.IsQuick ? 2_000 : 50_000;
        var source = await fixtures.GetAsync($"first-search-{turns}.db", path => BuildAsync(path, turns));
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var path = scratch.PathOf($"first-search-{i}.db");
            File.Copy(source, path);
            await using var store = await SqliteSessionStore.OpenAsync(path);
            var start = Stopwatch.GetTimestamp();
            var found = await store.SearchAsync(Word, Key.Owner);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (found.Total != 1)
                throw new InvalidOperationException($"{found.Total} messages were found, not 1.");
        }

        times.Sort();
        return [Measurement.Of("search.first", times[times.Count / 2], "ms", AllowedMilliseconds, Target.Max(1))];
    }

    /// <summary>Writes the turns, and then nothing, until the index is behind by less than what it follows for.</summary>
    private static async Task BuildAsync(string path, int turns)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        var session = await store.OpenAsync(Key);
        for (var i = 1; i <= turns; i++)
            await session.AddAsync([new(ChatRole.User, i == turns / 2 ? Word : $"About the invoice of JOB-{i}: it lists two seats, but since April we have had only one."), new(ChatRole.Assistant, $"You are right. I have corrected it in JOB-{i}; the new invoice is on its way.")]);
        while (await store.CountLagAsync(SessionSelection.OfSession(Key)) >= new SqliteSessionStoreOptions().SearchLag)
            await Task.Delay(100);
    }
}
