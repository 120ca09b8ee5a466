using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class SessionTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_newest_messages_come_in_chronological_order()
    {
        var session = await OpenAsync("one", "two", "three");

        Assert.Equal(["two", "three"], (await session.GetItemsAsync(2)).Select(item => item.Text));
        Assert.Equal(["one", "two", "three"], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal(3, (await session.GetItemsAsync(100)).Count);
        Assert.Empty(await session.GetItemsAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.GetItemsAsync(-1));
    }

    [Fact]
    public async Task A_session_and_its_messages_say_as_text_what_they_are()
    {
        var session = await OpenAsync("Where is it?");
        await session.AddAsync([new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "find_order")]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "on its way")])]);

        var items = await session.GetItemsAsync();

        Assert.Equal(session.Key.ToString(), $"{session}");
        Assert.Equal([$"{items[0].Position.Value} user: Where is it?", $"{items[1].Position.Value} assistant: [call of find_order]", $"{items[2].Position.Value} tool: [result: on its way]"], items.Select(item => item.ToString()));
    }

    [Fact]
    public async Task Messages_can_be_narrowed_to_a_role()
    {
        var session = await OpenAsync("one", "two");
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "answer"));

        Assert.Equal(["two"], (await session.GetItemsAsync(1, ChatRole.User)).Select(item => item.Text));
        Assert.Equal(["answer"], (await session.GetItemsAsync(role: ChatRole.Assistant)).Select(item => item.Text));
    }

    [Fact]
    public async Task Messages_can_be_paged_back_and_read_forth()
    {
        var session = await OpenAsync([.. Enumerable.Range(0, 25).Select(i => $"m{i}")]);

        var newest = await session.GetItemsAsync(10);
        var older = await session.GetItemsAsync(10, before: newest[0].Position);
        var oldest = await session.GetItemsAsync(10, before: older[0].Position);
        var all = await session.ReadItemsAsync().ToListAsync();
        var rest = await session.ReadItemsAsync(after: newest[7].Position).ToListAsync();

        Assert.Equal(["m0", "m4"], [oldest[0].Text, oldest[^1].Text]);
        Assert.Equal(all, [.. oldest, .. older, .. newest], ItemsAreSame);
        Assert.Equal(["m23", "m24"], rest.Select(item => item.Text));
    }

    [Fact]
    public async Task Pop_takes_the_newest_message_until_nothing_is_left()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync([new(ChatRole.User, "Add 'Reivew'"), new(ChatRole.Assistant, "Added 'Reivew'.")]);

        Assert.Equal("Added 'Reivew'.", (await session.PopAsync()).Single().Text);
        Assert.Equal("Add 'Reivew'", (await session.PopAsync()).Single().Text);
        Assert.Empty(await session.PopAsync());
        Assert.Equal(0, await session.Turns.CountAsync());
        Assert.Empty(await session.GetItemsAsync());
    }

    [Fact]
    public async Task Pop_can_take_a_whole_exchange()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(
        [
            new(ChatRole.User, "go"),
            new(ChatRole.Assistant, [new FunctionCallContent("a", "x"), new FunctionCallContent("b", "y")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "1"), new FunctionResultContent("b", "2")]),
        ]);

        var taken = await session.PopAsync(wholeExchange: true);

        Assert.Equal("assistant: x#a() y#b()\ntool: #a=1\ntool: #b=2", Transcript.Of(taken.Select(item => item.Message)));
        Assert.Equal("user: go", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Pop_of_a_whole_exchange_takes_the_reasoning_that_led_to_it()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(
        [
            new(ChatRole.User, "go"),
            new(ChatRole.Assistant, [new TextReasoningContent("look it up")]),
            new(ChatRole.Assistant, [new FunctionCallContent("a", "x")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "1")]),
            new(ChatRole.Assistant, [new TextReasoningContent("that is it")]),
            new(ChatRole.Assistant, "done"),
        ]);

        var answer = await session.PopAsync(wholeExchange: true);
        var call = await session.PopAsync(wholeExchange: true);
        var input = await session.PopAsync(wholeExchange: true);

        Assert.Equal("assistant: TextReasoningContent\nassistant: done", Transcript.Of(answer.Select(item => item.Message)));
        Assert.Equal("assistant: TextReasoningContent\nassistant: x#a()\ntool: #a=1", Transcript.Of(call.Select(item => item.Message)));
        Assert.Equal("user: go", Transcript.Of(input.Select(item => item.Message)));
    }

    [Fact]
    public async Task Pop_of_a_whole_exchange_leaves_the_answer_before_it()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync([new(ChatRole.User, "go"), new(ChatRole.Assistant, "first"), new(ChatRole.Assistant, "second")]);

        var taken = await session.PopAsync(wholeExchange: true);

        Assert.Equal("second", Assert.Single(taken).Text);
        Assert.Equal("user: go\nassistant: first", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Undo_takes_the_last_turn_back_and_the_log_still_holds_it()
    {
        var session = await OpenAsync("one", "two");
        var tip = (await session.RefreshAsync()).Tip;

        var undone = await session.UndoTurnAsync();

        Assert.Equal(("two", 2), (undone!.Input, undone.Number));
        Assert.Equal("user: one", await Transcript.OfAsync(session));
        Assert.Equal(1, await session.Turns.CountAsync());
        var log = await _store.ReadAsync(session.Key, LogRead.All());
        Assert.Equal(tip.Next, log.Entries[^1].Position);
        Assert.Contains(log.Entries, entry => entry.Kind == EntryKind.Message && ((MessageBody)entry.Decode(session.Key)).Message.Text == "two");
    }

    [Fact]
    public async Task Undo_with_nothing_to_undo_is_null_and_changes_nothing()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        var undone = await session.UndoTurnAsync();

        Assert.Null(undone);
        Assert.Equal(Position.Start, (await session.RefreshAsync()).Tip);
    }

    [Fact]
    public async Task What_follows_an_undo_continues_from_before_the_turn()
    {
        var session = await OpenAsync("one", "two");

        await session.UndoTurnAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "three"));

        Assert.Equal("user: one\nuser: three", await Transcript.OfAsync(session));
        Assert.Equal([2, 1], await session.Turns.ReadAsync().Select(turn => turn.Number).ToListAsync());
    }

    [Fact]
    public async Task Clear_makes_the_branch_empty_and_the_next_message_begins_anew()
    {
        var session = await OpenAsync("one", "two");

        await session.ClearAsync();
        Assert.Empty(await session.GetItemsAsync());
        await session.AddAsync(new ChatMessage(ChatRole.User, "three"));

        Assert.Equal("user: three", await Transcript.OfAsync(session));
        Assert.Equal(1, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_closed_session_keeps_its_history_and_drops_its_state_until_it_is_reopened()
    {
        var session = await OpenAsync("one");
        await session.State.SetAsync("cart", "book");

        await session.CloseAsync();
        await Assert.ThrowsAsync<SessionClosedException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "two")));
        await Assert.ThrowsAsync<SessionClosedException>(() => session.UndoTurnAsync());
        await Assert.ThrowsAsync<SessionClosedException>(() => session.State.SetAsync("cart", "pen"));
        Assert.Equal("user: one", await Transcript.OfAsync(session));
        await session.ReopenAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));

        Assert.Equal("user: one\nuser: two", await Transcript.OfAsync(session));
        Assert.Null(await session.State.FindAsync("cart"));
    }

    [Fact]
    public async Task A_handle_goes_on_when_another_has_reopened_the_session()
    {
        var session = await OpenAsync("one");
        var other = (await _store.FindAsync(session.Key))!;
        await session.CloseAsync();
        await other.ReopenAsync();

        await session.State.SetAsync("cart", "pen");
        await other.CloseAsync();
        await session.ReopenAsync();
        await other.AddAsync(new ChatMessage(ChatRole.User, "two"));

        Assert.Equal("user: one\nuser: two", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Title_and_metadata_have_a_version_of_their_own_and_do_not_move_the_tip()
    {
        var session = await OpenAsync("one");
        var other = (await _store.FindAsync(session.Key))!;
        var tip = (await session.RefreshAsync()).Tip;

        await Task.WhenAll(session.SetTitleAsync("Billing"), other.SetMetadataAsync("channel", "mail"), session.SetMetadataAsync("priority", "high"));
        await session.SetMetadataAsync("priority", null);

        var record = await session.RefreshAsync();
        // The first message gave a title too.
        Assert.Equal(("Billing", "mail", 5L), (record.Details.Title, record.Details.Metadata["channel"], record.Details.Version));
        Assert.False(record.Details.Metadata.ContainsKey("priority"));
        Assert.Equal(tip, record.Tip);
    }

    [Fact]
    public async Task Finding_creates_nothing_and_opening_does()
    {
        var key = new SessionKey("s", "ada");

        Assert.Null(await _store.FindAsync(key));
        Assert.Empty(await _store.ListSessionsAsync(new SessionOwner("ada")).ToListAsync());
        await _store.OpenAsync(key);

        Assert.NotNull(await _store.FindAsync(key));
        Assert.Null(await _store.FindAsync(new SessionKey("s", "ben")));
    }

    [Fact]
    public async Task A_deleted_session_is_gone_and_its_key_opens_a_new_one()
    {
        var session = await OpenAsync("one");

        Assert.True(await session.DeleteAsync());
        Assert.False(await session.DeleteAsync());
        await Assert.ThrowsAsync<SessionNotFoundException>(() => session.GetItemsAsync());

        Assert.Empty(await (await _store.OpenAsync(session.Key)).GetItemsAsync());
    }

    [Fact]
    public async Task A_handle_from_before_a_deletion_goes_on_with_the_session_that_was_made_again()
    {
        var old = await OpenAsync("old");
        await old.DeleteAsync();
        await OpenAsync("new");

        await old.AddAsync(new ChatMessage(ChatRole.User, "late"));

        Assert.Equal("user: new\nuser: late", await Transcript.OfAsync(old));
        var chain = EntryHash.Seed(old.Key);
        foreach (var entry in (await _store.ReadAsync(old.Key, LogRead.All())).Entries)
        {
            entry.Verify(old.Key, chain);
            chain = entry.Chain;
        }
    }

    [Fact]
    public async Task A_handle_on_a_session_that_was_made_again_empty_goes_on_with_it()
    {
        await OpenAsync("old");
        var old = (await _store.FindAsync(new SessionKey("s")))!;
        await old.DeleteAsync();
        await _store.OpenAsync(old.Key);

        await old.AddAsync(new ChatMessage(ChatRole.User, "late"));

        Assert.Equal("user: late", await Transcript.OfAsync(old));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_goes_on_with_a_session_that_is_deleted_and_made_again_twice_while_it_is_read(bool readsNothing)
    {
        var key = (await OpenAsync("one", "two")).Key;
        var session = (await new RemakingStore(_store, readsNothing).FindAsync(key))!;

        await session.AddAsync(new ChatMessage(ChatRole.User, "late"));

        Assert.Equal("user: late", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Paging_back_from_a_message_that_was_taken_back_stays_on_the_branch()
    {
        var session = await OpenAsync("one", "two");
        var undone = (await session.GetItemsAsync())[^1].Position;
        await session.UndoTurnAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "three"));

        Assert.Equal(["one"], (await session.GetItemsAsync(before: undone)).Select(item => item.Text));
    }

    [Fact]
    public async Task Two_handles_that_add_at_once_lose_nothing()
    {
        var key = new SessionKey("s");
        var handles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.OpenAsync(key)));

        await Task.WhenAll(handles.Select((handle, writer) => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await handle.AddAsync([new(ChatRole.User, $"{writer}-{i} ask"), new(ChatRole.Assistant, $"{writer}-{i} answer")]);
        })));

        var items = await handles[0].GetItemsAsync();
        Assert.Equal(320, items.Select(item => item.Text).Distinct().Count());
        for (var i = 0; i < items.Count; i += 2)
            Assert.Equal(items[i].Text.Replace("ask", "answer", StringComparison.Ordinal), items[i + 1].Text);
        Assert.Equal(160, await handles[0].Turns.CountAsync());
    }

    private static bool ItemsAreSame(SessionItem left, SessionItem right) => left.Position == right.Position && left.Text == right.Text;

    private async Task<Session> OpenAsync(params string[] messages)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        foreach (var message in messages)
            await session.AddAsync(new ChatMessage(ChatRole.User, message));
        return session;
    }

    /// <summary>Before the first two reads, the session is deleted and made again, with one message and then with none.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="readsNothing">Whether the deletion comes in the middle of the read, so that it finds nothing.</param>
    private sealed class RemakingStore(ISessionStore inner, bool readsNothing) : DelegatingSessionStore(inner)
    {
        private int _left = 2;

        public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                return await base.ReadAsync(key, read, cancellationToken);

            await Inner.DeleteAsync(key, cancellationToken);
            var made = await Inner.OpenAsync(key, cancellationToken: cancellationToken);
            if (--_left > 0)
                await made.AddAsync(new ChatMessage(ChatRole.User, "made again"), cancellationToken);
            return readsNothing ? new LogPage([], null) : await base.ReadAsync(key, read, cancellationToken);
        }
    }
}
