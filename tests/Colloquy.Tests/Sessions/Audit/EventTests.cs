using Colloquy.Tests.Retention;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Audit;

/// <summary>What happened, for an audit.</summary>
public sealed class EventTests : RetentionTest
{
    [Fact]
    public async Task Events_are_all_that_the_log_tells()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.State.SetAsync("step", 1);
        await session.UndoTurnAsync();
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        var events = await session.ReadEventsAsync().ToListAsync();

        Assert.Equal(["turn-start", "message", "message", "turn-start", "message", "message", "state", "head-move", "prune"], events.Select(one => one.Kind.Value));
        Assert.Equal([true, true, false, false, false, false, false, false, false], events.Select(one => one.IsPruned));
        Assert.Equal("user", events[1].Subject);
        Assert.Equal("answer 2", events[5].Message?.Text);
        Assert.Equal((await session.RefreshAsync()).Chain, events[^1].Chain);
        Assert.Equal([1, 2, 3], (await session.ReadEventsAsync(new EventQuery { OnlyBranch = true }).ToListAsync()).Select(one => (int)one.Position.Value));
    }

    [Fact]
    public async Task The_details_of_an_event_are_its_stored_payload()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.State.SetAsync("step", 1);
        await session.SetActiveAgentAsync("plans", reason: "a plan is wanted");
        await session.UndoTurnAsync();
        var before = await session.ReadEventsAsync().ToListAsync();
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        var events = await session.ReadEventsAsync().ToListAsync();

        Assert.Equal("question 1", before[1].Message?.Text);
        Assert.Equal((null, null), (events[1].Message, events[1].Details));
        Assert.Equal(("step", 1), (before[6].Details!.Value.GetProperty("key").GetString(), before[6].Details!.Value.GetProperty("value").GetInt32()));
        Assert.Equal(("plans", "a plan is wanted"), (before[7].Subject, before[7].Details!.Value.GetProperty("reason").GetString()));
        Assert.Equal("undo", before[^1].Details!.Value.GetProperty("reason").GetString());
        Assert.All(events, one => Assert.Null(one.ModelCall));
    }

    [Fact]
    public async Task They_begin_at_a_time_or_a_position_and_end_at_a_limit()
    {
        var store = new RetainingStore(Store);
        var session = await store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = Time });
        await AddTurnsAsync(session, 1_000);
        Time.Advance(TimeSpan.FromDays(1));
        await AddTurnsAsync(session, 1_000, from: 1_001);
        var since = Time.GetUtcNow() - TimeSpan.FromHours(1);
        store.EntriesRead = 0;

        var recent = await session.ReadEventsAsync(new EventQuery { Since = since, Limit = 100 }).ToListAsync();

        Assert.Equal((100, new Position(3_001)), (recent.Count, recent[0].Position));
        Assert.InRange(store.EntriesRead, 100, 120);
        Assert.Equal(["question 1001", "answer 1001"], (await session.ReadEventsAsync(new EventQuery { Since = since, Limit = 2, Kinds = [EntryKind.Message] }).ToListAsync()).Select(one => one.Message!.Text));
        Assert.Equal([5_999L, 6_000L], (await session.ReadEventsAsync(new EventQuery { Since = since, After = new Position(5_998) }).ToListAsync()).Select(one => one.Position.Value));
        Assert.Empty(await session.ReadEventsAsync(new EventQuery { Since = since.AddDays(2) }).ToListAsync());
        Assert.Empty(await session.ReadEventsAsync(new EventQuery { Limit = 0 }).ToListAsync());
        Assert.Equal(6_000, await session.ReadEventsAsync(new EventQuery { Since = DateTimeOffset.MinValue }).CountAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQuery { Limit = -1 });
    }

    [Fact]
    public async Task Where_the_clock_was_set_back_nothing_with_an_earlier_time_is_told()
    {
        var session = await OpenAsync();
        Time.Advance(TimeSpan.FromDays(10));
        await AddTurnsAsync(session, 2);
        Time.AdjustTime(Time.GetUtcNow() - TimeSpan.FromDays(10));
        await AddTurnsAsync(session, 2, from: 3);
        Time.Advance(TimeSpan.FromDays(10));
        await AddTurnsAsync(session, 1, from: 5);

        var since = Time.GetUtcNow() - TimeSpan.FromDays(1);
        var events = await session.ReadEventsAsync(new EventQuery { Since = since }).ToListAsync();

        Assert.All(events, one => Assert.True(one.At >= since));
        Assert.Equal(new Position(15), events[^1].Position);
    }

    [Fact]
    public async Task Whoever_writes_meanwhile_is_not_waited_for()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 300);
        var count = 0;

        await foreach (var _ in session.ReadEventsAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            if (count++ % 100 == 0)
                await AddTurnsAsync(session, 1, from: 1_000 + count);
        }

        Assert.Equal(900, count);
    }
}
