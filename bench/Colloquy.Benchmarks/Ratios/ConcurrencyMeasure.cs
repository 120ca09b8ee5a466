using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// Many at once on one session of one store, against the same one after the other: 400 messages, 400 writes of session
/// state, and 20 runs, which wait for one another. In memory, and in SQLite at synchronous NORMAL, where a commit waits
/// for no disk.
/// </summary>
internal static class ConcurrencyMeasure
{
    private const int Writes = 400;
    private const int Runs = 20;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(80);

    public static async Task<IReadOnlyList<Measurement>> AddAsync(ScratchFolder scratch, Effort effort)
    {
        await using var memory = new InMemorySessionStore();
        await using var sqlite = await OpenAsync(scratch, "concurrent-adds.db");
        return
        [
            await CompareAsync("add.concurrent.memory", memory, Writes, Add, 1.5, effort),
            await CompareAsync("add.concurrent.sqlite", sqlite, Writes, Add, 1.5, effort),
            await CompareAsync("add.state.memory", memory, Writes, SetState, 1.5, effort),
            await CompareAsync("add.state.sqlite", sqlite, Writes, SetState, 1.5, effort),
        ];
    }

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        using var model = new InstantModel();
        var agent = new Agent(model) { Window = [new NewestTurnsStrategy(1)] };
        Task Ask(Session session, int number) => agent.RunAsync("My invoice of May is wrong.", session);
        await using var memory = new InMemorySessionStore();
        await using var sqlite = await OpenAsync(scratch, "concurrent-runs.db");
        return
        [
            await CompareAsync("run.handover.memory", memory, Runs, Ask, 2, effort),
            await CompareAsync("run.handover.sqlite", sqlite, Runs, Ask, 2, effort),
        ];
    }

    private static Task Add(Session session, int number) => session.AddAsync(new ChatMessage(ChatRole.User, $"My invoice of May is wrong, I say for the {number}. time."));

    private static Task SetState(Session session, int number) => session.State.SetAsync($"key-{number % 20}", number);

    private static async Task<Measurement> CompareAsync(string name, ISessionStore store, int count, Func<Session, int, Task> act, double most, Effort effort)
    {
        var atOnce = await store.OpenAsync(new SessionKey($"{name}-at-once", "ada"));
        var oneByOne = await store.OpenAsync(new SessionKey($"{name}-one-by-one", "ada"));
        var costs = await Rounds.MeasureAsync(
            effort,
            Slice,
            new Side(async times =>
            {
                for (var i = 0; i < times; i++)
                    await Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => act(atOnce, number))));
            }),
            new Side(async times =>
            {
                for (var i = 0; i < times; i++)
                {
                    for (var number = 0; number < count; number++)
                        await act(oneByOne, number);
                }
            }));
        return Measurement.Of(name, costs[0].Microseconds / 1_000, "ms", costs[1].Microseconds / 1_000, Target.Max(most));
    }

    private static Task<SqliteSessionStore> OpenAsync(ScratchFolder scratch, string name) =>
        SqliteSessionStore.OpenAsync(scratch.PathOf(name), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
}
