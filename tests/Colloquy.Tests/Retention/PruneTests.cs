using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Retention;

/// <summary>What is kept, and what is not.</summary>
public sealed class PruneTests : RetentionTest
{
    [Fact]
    public async Task Keeping_the_last_removes_what_older_messages_said_and_keeps_that_they_were_said()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 10);
        var before = await VerifyAsync(session);

        var result = await session.Retention.PruneAsync(PruneStrategy.KeepLast(4), by: "ada");

        Assert.Equal("question 9, answer 9, question 10, answer 10", await TextsAsync(session));
        Assert.Equal((16, 24), (result.Messages, result.Entries));
        var log = await VerifyAsync(session);
        Assert.Equal(before.Select(entry => (entry.Position, entry.Kind, entry.Subject, entry.At, entry.PayloadHash)), log.SkipLast(1).Select(entry => (entry.Position, entry.Kind, entry.Subject, entry.At, entry.PayloadHash)));
        Assert.All(log.Take(24), entry => Assert.True(entry.IsPruned && entry.Salt.IsEmpty && entry.Decode(Key) is PrunedBody));
        var told = Assert.Single(await session.Retention.ReadPrunesAsync().ToListAsync());
        Assert.Equal((result.Position, "keep-last 4", "ada", 16L), (told.Position, told.Strategy, told.By, told.Messages));
        Assert.Equal([new PositionRange(new Position(1), new Position(24))], told.Ranges);
        Assert.Equal(session.Record.Bytes, log.Sum(entry => (long)entry.Payload.Length));
    }

    [Fact]
    public async Task Pruning_again_removes_only_what_has_become_old_since()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 10);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));

        Assert.Equal(new PruneResult { Entries = 0, Bytes = 0, Blobs = 0 }, await session.Retention.PruneAsync(PruneStrategy.KeepLast(4)));
        await AddTurnsAsync(session, 1, from: 11);
        var result = await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));

        Assert.Equal([new PositionRange(new Position(25), new Position(27))], result.Ranges);
        Assert.Equal("question 10, answer 10, question 11, answer 11", await TextsAsync(session));
        Assert.Equal(2, await session.Retention.ReadPrunesAsync().CountAsync());
        await VerifyAsync(session);
    }

    [Theory]
    [InlineData(1, "thanks")]
    [InlineData(2, "question 5, thanks")]
    [InlineData(3, "answer 4, question 5, thanks")]
    [InlineData(4, "answer 4, question 5, thanks")]
    [InlineData(5, "(call), (result), answer 4, question 5, thanks")]
    [InlineData(6, "question 4, (call), (result), answer 4, question 5, thanks")]
    public async Task Keeping_the_last_keeps_whole_exchanges(int count, string kept) => await KeepsAsync(PruneStrategy.KeepLast(count), kept);

    [Theory]
    [InlineData(1, "question 5, thanks")]
    [InlineData(2, "question 5, thanks")]
    [InlineData(5, "question 5, thanks")]
    [InlineData(6, "question 4, (call), (result), answer 4, question 5, thanks")]
    [InlineData(7, "question 4, (call), (result), answer 4, question 5, thanks")]
    public async Task A_sliding_window_keeps_whole_turns(int count, string kept) => await KeepsAsync(PruneStrategy.SlidingWindow(count), kept);

    [Fact]
    public async Task Results_that_come_after_another_message_take_their_call_with_them()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.AddAsync([new(ChatRole.User, "look"), Calls("a"), new(ChatRole.User, "are you there?"), Result("a", "sunny"), new(ChatRole.Assistant, "it is sunny")]);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Assert.Equal([ChatRole.Assistant, ChatRole.User, ChatRole.Tool, ChatRole.Assistant], (await session.GetItemsAsync()).Select(item => item.Role));
        Assert.Equal(4, (await WindowAsync(session)).Count);
    }

    [Fact]
    public async Task A_conversation_that_is_shorter_is_left_alone()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);

        foreach (var strategy in new[] { PruneStrategy.KeepLast(4), PruneStrategy.SlidingWindow(4), PruneStrategy.KeepLast(100) })
            Assert.Equal(0, (await session.Retention.PruneAsync(strategy)).Entries);

        Assert.Equal(new Position(6), (await session.RefreshAsync()).Tip);
        Assert.Equal(0, (await (await Store.OpenAsync(new SessionKey("empty"))).Retention.PruneAsync(PruneStrategy.KeepLast(1))).Entries);
    }

    [Fact]
    public async Task Pinned_messages_stay_with_their_exchanges()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "look"), Calls("a"), Result("a", "sunny"), new(ChatRole.Assistant, "it is sunny")]);
        await AddTurnsAsync(session, 5);
        var result = (await session.GetItemsAsync()).Single(item => item.Role == ChatRole.Tool);
        await session.Window.PinAsync(result.Position);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.User, ChatRole.Assistant], (await session.GetItemsAsync()).Select(item => item.Role));
        Assert.Equal(4, (await WindowAsync(session)).Count);
        await session.Window.UnpinAsync(result.Position);
        Assert.Equal(2, (await session.Retention.PruneAsync(PruneStrategy.KeepLast(2))).Messages);
        Assert.Equal("question 5, answer 5", await TextsAsync(session));
    }

    [Fact]
    public async Task A_turn_that_is_not_over_stays_whole()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        var agent = new Agent(new ScriptedChatClient(Call(("c", "look", "x")), Say("done")))
        {
            Name = "a",
            Tools = [AIFunctionFactory.Create((string value) => $"saw {value}", "look")],
            Approvals = [ApprovalRule.Always("look")],
        };
        var asked = await agent.RunAsync("look for me", session);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        Assert.Equal("look for me, ", await TextsAsync(session));
        await session.Approvals.ApproveAsync(Assert.Single(asked.Approvals));
        Assert.Equal("done", (await agent.ResumeAsync(session))!.Text);
        await WindowAsync(session);
    }

    [Fact]
    public async Task What_a_branch_keeps_stays_for_all_that_have_it()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var early = await session.Branches.ForkAfterTurnAsync(2, "early");
        await AddTurnsAsync(early, 1, from: 30);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));

        Assert.Equal("question 2, answer 2, question 5, answer 5, question 6, answer 6", await TextsAsync(session));
        Assert.Equal("question 2, answer 2, question 30, answer 30", await TextsAsync(early));
        await session.Branches.DeleteAsync("early");
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));
        Assert.Equal("question 5, answer 5, question 6, answer 6", await TextsAsync(session));
        await VerifyAsync(session);
    }

    [Fact]
    public async Task What_was_taken_back_goes_when_it_is_older_than_what_is_kept()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "a secret"), new(ChatRole.Assistant, "keep it")]);
        await session.UndoTurnAsync();
        await AddTurnsAsync(session, 3);
        await session.AddAsync([new(ChatRole.User, "a slip")]);
        await session.UndoTurnAsync();

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        var left = (await VerifyAsync(session)).Select(entry => entry.Decode(Key)).OfType<MessageBody>().Select(body => body.Message.Text);
        Assert.Equal(["question 3", "answer 3", "a slip"], left);
        await session.RedoAsync();
        Assert.Equal("question 3, answer 3, a slip", await TextsAsync(session));
    }

    [Fact]
    public async Task State_and_what_was_spent_stay()
    {
        var session = await OpenAsync();
        await session.State.SetAsync("cart", "book");
        var agent = new Agent(new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "fine"))) { Name = "a" };
        for (var i = 0; i < 4; i++)
            await agent.RunAsync($"question {i}", session);
        var spent = await session.Usage.GetAsync();

        await session.Retention.PruneAsync(PruneStrategy.SlidingWindow(2));

        Assert.Equal("book", await session.State.GetAsync<string>("cart"));
        Assert.Equal(spent.ToString(), (await session.Usage.GetAsync()).ToString());
        Assert.Equal(spent.Calls, (await session.Turns.ReadAsync().ToListAsync()).Sum(turn => turn.Usage.Calls));
        Assert.Equal(spent.ToString(), (await session.Usage.GetBranchAsync()).ToString());
    }

    [Fact]
    public async Task What_comes_in_between_is_counted()
    {
        await AddTurnsAsync(await OpenAsync(), 4);
        var store = new RetainingStore(Store);
        store.OnCommit = async (commit, make) =>
        {
            store.OnCommit = static (_, make) => make();
            await AddTurnsAsync(await OpenAsync(), 1, from: 5);
            return await make();
        };
        var session = await store.OpenAsync(Key);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));

        Assert.Equal("question 4, answer 4, question 5, answer 5", await TextsAsync(session));
    }

    [Fact]
    public async Task A_session_on_which_a_turn_runs_is_not_pruned()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 4);
        await Store.LeaseAsync(Key, LeaseRequest.Acquire("runner", TimeSpan.FromMinutes(1), LeasePlace.None));

        await Assert.ThrowsAsync<SessionBusyException>(() => session.Retention.PruneAsync(PruneStrategy.KeepLast(2)));

        Assert.Equal(8, (await session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task An_immutable_session_is_not_pruned_and_no_model_is_asked()
    {
        var model = new ScriptedChatClient();
        var session = await OpenAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(2555), Immutable = true });
        await AddTurnsAsync(session, 4);

        var refused = await Assert.ThrowsAsync<SessionImmutableException>(() => session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2)));

        Assert.Equal((Key, session.Record.UpdatedAt + TimeSpan.FromDays(2555)), (refused.Key, refused.Until));
        Assert.Contains("is immutable until", refused.Message, StringComparison.Ordinal);
        await session.UndoTurnAsync();
        Assert.Equal("question 1, answer 1, question 2, answer 2, question 3, answer 3", await TextsAsync(session));
        await Assert.ThrowsAsync<SessionImmutableException>(() => session.DeleteAsync());
        await session.Branches.ForkAsync("other");
        await Assert.ThrowsAsync<SessionImmutableException>(() => session.Branches.DeleteAsync("other"));
        await Assert.ThrowsAsync<SessionImmutableException>(() => OpenAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(1) }));
    }

    [Fact]
    public async Task A_store_that_keeps_sessions_whole_says_so()
    {
        var store = new PlainStore(Store);
        var session = await store.OpenAsync(Key);
        await AddTurnsAsync(session, 4);

        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => session.Retention.PruneAsync(PruneStrategy.KeepLast(2)));

        Assert.StartsWith("The store PlainStore does not implement IRetention, which pruning and retention policies need.", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => session.Retention.SetAsync(new RetentionPolicy()));
        await Assert.ThrowsAsync<NotSupportedException>(() => store.OpenAsync(Key, new OpenSessionOptions { Retention = new RetentionPolicy() }));
        Assert.Throws<NotSupportedException>(() => new RetentionSweeper(store));
    }

    [Fact]
    public async Task A_preview_tells_and_removes_nothing()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 4);

        var preview = await session.Retention.PreviewAsync(PruneStrategy.KeepLast(2));
        var done = await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Assert.Equal((6L, 9L, null), (preview.Messages, preview.Entries, preview.Position));
        Assert.Equal((preview.Messages, preview.Entries, preview.Bytes), (done.Messages, done.Entries, done.Bytes));
    }

    private async Task KeepsAsync(PruneStrategy strategy, string kept)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        await session.AddAsync([new(ChatRole.User, "question 4"), Calls("a"), Result("a", "sunny"), new(ChatRole.Assistant, "answer 4"), new(ChatRole.User, "question 5"), new(ChatRole.Assistant, "thanks")]);

        await session.Retention.PruneAsync(strategy);

        Assert.Equal(kept, string.Join(", ", (await session.GetItemsAsync()).Select(item => item.Text.Length > 0 ? item.Text : item.Role == ChatRole.Tool ? "(result)" : "(call)")));
        await WindowAsync(session);
        await VerifyAsync(session);
    }
}
