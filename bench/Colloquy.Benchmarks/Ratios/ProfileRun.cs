using System.Diagnostics;
using Colloquy.Sqlite;
using Colloquy.Testing;

namespace Colloquy.Benchmarks;

/// <summary>Does one thing again and again for ten seconds, for a profiler to look at; without its baseline beside it.</summary>
internal static class ProfileRun
{
    private const int TurnsOfGrown = 4_000;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task<bool> TryRunAsync(string name)
    {
        using var scratch = new ScratchFolder();
        var fixtures = await FixtureFolder.OpenAsync(scratch);
        switch (name)
        {
            case "turn":
                using (var model = new InstantModel())
                {
                    var (agent, memory, opened) = (new Agent(model), new InMemorySessionStore(), 0);
                    await RepeatAsync(async () => await agent.RunAsync("My invoice of May is wrong.", await memory.OpenAsync(new SessionKey($"ticket-{opened++}"))));
                }

                return true;

            case "grown" or "short" or "tool":
                using (var turns = new ColloquyTurns(new InMemorySessionStore(), callsTool: name == "tool"))
                {
                    // New sessions only now and then, so that a profiler sees turns.
                    var (grown, run) = (turns.At(name == "grown" ? 10_000 : 200), 0);
                    await RepeatAsync(async () =>
                    {
                        if (run++ % TurnsOfGrown == 0)
                            await grown.PrepareAsync(TurnsOfGrown);
                        await grown.RunAsync(1);
                    });
                }

                return true;

            case "durable":
                await using (var store = await GrownStore.OpenAsync(scratch, "durable.db", SqliteSynchronous.Normal))
                using (var turns = new ColloquyTurns(store))
                {
                    var (grown, run) = (turns.At(200), 0);
                    await RepeatAsync(async () =>
                    {
                        if (run++ % TurnsOfGrown == 0)
                            await grown.PrepareAsync(TurnsOfGrown);
                        await grown.RunAsync(1);
                    });
                }

                return true;

            case "cold":
                await using (var builder = await GrownStore.OpenAsync(scratch, "cold.db", SqliteSynchronous.Normal))
                using (var turns = new ColloquyTurns(builder))
                {
                    var run = 0;
                    await turns.At(2_000).PrepareAsync(1);
                    await RepeatAsync(async () =>
                    {
                        await using var process = await SqliteSessionStore.OpenAsync(scratch.PathOf("cold.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
                        await turns.Agent.RunAsync(GrownTurns.Input, (await process.FindAsync(turns.Sessions[run++ % turns.Sessions.Count].Key))!);
                    });
                }

                return true;

            case "testing":
                var cassette = scratch.PathOf("invoice.yaml");
                await TestingMeasure.HoldAsync(TestingMeasure.NewRecorder(scratch), cassette, CassetteMode.Record);
                await RepeatAsync(() => TestingMeasure.HoldAsync(TestingMeasure.NewRecorder(scratch), cassette, CassetteMode.Replay));
                return true;

            case "append":
                await using (var store = await SqliteSessionStore.OpenAsync(scratch.PathOf("append.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal }))
                {
                    var (session, turn) = (await store.OpenAsync(SessionFiles.Key), SampleTurn.Create(1));
                    await RepeatAsync(() => session.AddAsync(turn));
                }

                return true;

            case "tail20" or "readall":
                await using (var store = await SqliteSessionStore.OpenAsync(await SessionFiles.GetLongAsync(fixtures)))
                {
                    var session = await store.OpenAsync(SessionFiles.Key);
                    await RepeatAsync(async () =>
                    {
                        if (name == "tail20")
                            await session.GetItemsAsync(20);
                        else
                            await session.ReadItemsAsync().CountAsync();
                    });
                }

                return true;

            default:
                return false;
        }
    }

    private static async Task RepeatAsync(Func<Task> runAsync)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < Length; count++)
            await runAsync();
        Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / count:0.0} us, {count} times"));
    }
}
