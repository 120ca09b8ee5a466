using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// What is done with branches in a session of 100,000 messages against the same in one of 1,000: a fork at the head, a
/// switch, an undo or its redo, and the newest 20 messages of a branch ten forks deep. At synchronous NORMAL, where a
/// commit waits for no disk.
/// </summary>
internal static class BranchMeasure
{
    private const int Depth = 10;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ReadSlice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, FixtureFolder fixtures, Effort effort)
    {
        await using var large = await OpenAsync(scratch, "branches-long.db", await SessionFiles.GetLongAsync(fixtures));
        await using var small = await OpenAsync(scratch, "branches-short.db", await SessionFiles.GetShortAsync(fixtures));
        var deepInLong = await NestAsync(large);
        var deepInShort = await NestAsync(small);
        var inLong = (await large.FindAsync(SessionFiles.Key))!;
        var inShort = (await small.FindAsync(SessionFiles.Key))!;

        return
        [
            await CompareAsync("tail20.deep", ReadSlice, ReadTail(deepInLong), ReadTail(deepInShort), effort),
            await CompareAsync("switch.flat", Slice, Switch(inLong, deepInLong.Branch), Switch(inShort, deepInShort.Branch), effort),
            await CompareAsync("undo.flat", Slice, UndoAndRedo(inLong), UndoAndRedo(inShort), effort),
            await CompareAsync("fork.flat", Slice, Fork(inLong), Fork(inShort), effort),
        ];
    }

    private static async Task<Measurement> CompareAsync(string name, TimeSpan slice, Side inLong, Side inShort, Effort effort)
    {
        var costs = await Rounds.MeasureAsync(effort, slice, inLong, inShort);
        return Measurement.Of(name, costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.5));
    }

    /// <summary>Forks ten times, each time off the fork before, with a message on each.</summary>
    private static async Task<Session> NestAsync(SqliteSessionStore store)
    {
        var session = (await store.FindAsync(SessionFiles.Key))!;
        for (var depth = 1; depth <= Depth; depth++)
        {
            session = await session.Branches.ForkAsync($"depth-{depth}");
            await session.AddAsync(new ChatMessage(ChatRole.User, $"What if, for the {depth}. time?"));
        }

        return session;
    }

    private static Side ReadTail(Session session) => new(async reads =>
    {
        for (var i = 0; i < reads; i++)
            await session.GetItemsAsync(20);
    });

    private static Side Switch(Session session, string other)
    {
        var isAway = false;
        return new Side(async switches =>
        {
            for (var i = 0; i < switches; i++)
            {
                await session.Branches.SwitchToAsync(isAway ? BranchHead.Main : other);
                isAway = !isAway;
            }

            if (isAway)
                await session.Branches.SwitchToAsync(BranchHead.Main);
            isAway = false;
        });
    }

    private static Side UndoAndRedo(Session session) => new(async times =>
    {
        for (var i = 0; i < times; i++)
        {
            await session.UndoTurnAsync();
            await session.RedoAsync();
        }
    })
    {
        Operations = 2,
    };

    private static Side Fork(Session session) => new(async forks =>
    {
        for (var i = 0; i < forks; i++)
            await session.Branches.ForkAsync();
    });

    private static async Task<SqliteSessionStore> OpenAsync(ScratchFolder scratch, string name, string fixture)
    {
        var path = scratch.PathOf(name);
        File.Copy(fixture, path);
        return await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
    }
}
