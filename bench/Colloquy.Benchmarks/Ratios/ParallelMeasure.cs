using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>200 sessions of one store with ten turns each, all sessions at once, against the same one session after the other. In SQLite at synchronous NORMAL.</summary>
internal static class ParallelMeasure
{
    private const int Sessions = 200;
    private const int Turns = 10;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        using var model = new InstantModel();
        var agent = new Agent(model);
        await using var atOnce = await GrownStore.OpenAsync(scratch, "parallel-at-once.db", SqliteSynchronous.Normal);
        await using var oneByOne = await GrownStore.OpenAsync(scratch, "parallel-one-by-one.db", SqliteSynchronous.Normal);

        var costs = await Rounds.MeasureAsync(
            effort,
            TimeSpan.Zero,
            Run(atOnce, sessions => Task.WhenAll(sessions.Select(session => Task.Run(() => TalkAsync(agent, session))))),
            Run(oneByOne, async sessions =>
            {
                foreach (var session in sessions)
                    await TalkAsync(agent, session);
            }));
        return [Measurement.Of("sessions.parallel", costs[0].PerSecond, "turns/s", costs[1].PerSecond, Target.Min(1))];
    }

    private static Side Run(SqliteSessionStore store, Func<Session[], Task> runAsync)
    {
        var (opened, sessions) = (0, new Session[Sessions]);
        return new Side(_ => runAsync(sessions))
        {
            Operations = Sessions * Turns,
            PrepareAsync = async _ =>
            {
                for (var i = 0; i < Sessions; i++)
                    sessions[i] = await store.OpenAsync(new SessionKey($"ticket-{opened++}", "ada"));
            },
        };
    }

    private static async Task TalkAsync(Agent agent, Session session)
    {
        for (var i = 0; i < Turns; i++)
            await agent.RunAsync(GrownTurns.Input, session);
    }
}
