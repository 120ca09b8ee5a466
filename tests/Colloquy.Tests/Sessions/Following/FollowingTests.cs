using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Sessions;

public sealed class FollowingTests : IAsyncDisposable
{
    private static readonly SessionKey Key = new("chat", "ada");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly InMemorySessionStore _store = new();
    private readonly CancellationTokenSource _end = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Each_step_of_a_running_turn_is_seen_before_the_next_begins()
    {
        var session = await _store.OpenAsync(Key);
        var gates = Channel.CreateUnbounded<string>();
        var tool = AIFunctionFactory.Create(async (string value) => $"{value} {await gates.Reader.ReadAsync()}", "look");
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Call(("a", "look", "first")), ScriptedChatClient.Call(("b", "look", "second")), ScriptedChatClient.Say("done"))) { Name = "clerk", Tools = [tool] };
        var seen = Follow(await _store.OpenAsync(Key), new FollowOptions { UntilTurnEnds = true, Interval = TimeSpan.FromHours(1) });

        var running = agent.RunAsync("hello", session);

        Assert.Equal(["turn-start", "message user hello", "model-call", "message assistant look(first)"], await seen.TakeAsync(4));
        Assert.False(running.IsCompleted);
        gates.Writer.TryWrite("one");
        Assert.Equal(["message tool first one", "model-call", "message assistant look(second)"], await seen.TakeAsync(3));
        Assert.False(running.IsCompleted);
        gates.Writer.TryWrite("two");
        Assert.Equal(["message tool second two", "model-call", "message assistant done", "turn-end Completed"], await seen.TakeAsync(4));
        Assert.Equal("end", await seen.NextAsync());
        await running;
    }

    [Fact]
    public async Task What_another_handle_on_the_storage_wrote_is_found_by_looking()
    {
        await using var elsewhere = new CountingStore(_store);
        var session = await _store.OpenAsync(Key);
        var seen = Follow(await elsewhere.OpenAsync(Key), new FollowOptions { Interval = TimeSpan.FromMilliseconds(1) });

        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        Assert.Equal(["turn-start", "message user hello"], await seen.TakeAsync(2));
    }

    [Fact]
    public async Task While_nothing_changes_nothing_but_the_record_is_read()
    {
        await using var counting = new CountingStore(_store);
        var looks = new LookingStore(counting);
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var seen = new Followed(await looks.OpenAsync(Key), new FollowOptions { Interval = TimeSpan.FromMilliseconds(1) }, _end.Token);

        await looks.LookedAsync(50);

        Assert.Equal((0, 0), (counting.Reads, counting.EntriesRead));
        Assert.False(seen.HasAny);
    }

    [Fact]
    public async Task Undo_and_redo_are_seen_as_moves_of_the_head()
    {
        var session = await _store.OpenAsync(Key);
        var seen = Follow(session);

        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.UndoTurnAsync();
        await session.RedoAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));

        Assert.Equal(["turn-start", "message user one", "head-move main 2 to 0 (undo)", "head-move main 0 to 2 (redo)", "turn-start", "message user two"], await seen.TakeAsync(6));
    }

    [Fact]
    public async Task A_handle_that_follows_the_current_branch_goes_along_when_another_becomes_current()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        var main = await session.Branches.OpenAsync("main");
        await session.RefreshAsync();
        var seen = Follow(session);
        var onMain = Follow(main);

        var hiring = await session.Branches.ForkAsync("hiring");
        await hiring.AddAsync(new ChatMessage(ChatRole.Assistant, "before the switch"));
        await main.AddAsync(new ChatMessage(ChatRole.Assistant, "on main"));
        await session.Branches.SwitchToAsync("hiring");
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "on hiring"));
        await main.AddAsync(new ChatMessage(ChatRole.Assistant, "on main again"));
        await session.Branches.DeleteAsync("hiring", evenIfCurrent: true);
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "at last"));

        Assert.Equal(["branch hiring Made", "message assistant on main", "branch hiring BecameCurrent", "message assistant on hiring", "branch main BecameCurrent", "branch hiring Deleted", "message assistant at last"], await seen.TakeAsync(7));
        Assert.Equal(["message assistant on main", "message assistant on main again", "branch main BecameCurrent", "message assistant at last"], await onMain.TakeAsync(4));
    }

    [Fact]
    public async Task Who_follows_a_branch_is_told_when_it_is_deleted()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        var hiring = await session.Branches.ForkAsync("hiring");
        await hiring.RefreshAsync();
        var seen = Follow(hiring);

        await hiring.AddAsync(new ChatMessage(ChatRole.Assistant, "last words"));
        await session.Branches.DeleteAsync("hiring");

        Assert.Equal(["message assistant last words", "branch hiring Deleted", "BranchNotFoundException"], await seen.TakeAsync(3));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 5)]
    public async Task Who_follows_a_session_is_told_when_it_was_deleted_also_when_it_was_made_again(bool again, int messages)
    {
        await using var elsewhere = new CountingStore(_store);
        var session = await _store.OpenAsync(Key);
        await session.AddAsync([new ChatMessage(ChatRole.Assistant, "one"), new ChatMessage(ChatRole.Assistant, "two")]);
        var looks = new LookingStore(elsewhere);
        var seen = Follow(await looks.OpenAsync(Key), new FollowOptions { Interval = TimeSpan.FromMilliseconds(1) });
        await looks.LookedAsync(3);

        using (await looks.PauseAsync())
        {
            await session.DeleteAsync();
            if (again)
            {
                var made = await _store.OpenAsync(Key);
                for (var i = 0; i < messages; i++)
                    await made.AddAsync(new ChatMessage(ChatRole.Assistant, "anew"));
            }
        }

        Assert.Equal("SessionNotFoundException", await seen.NextAsync());
    }

    [Fact]
    public async Task It_begins_after_the_entry_that_is_named()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync([new ChatMessage(ChatRole.Assistant, "one"), new ChatMessage(ChatRole.Assistant, "two")]);

        Assert.Equal(["message assistant one", "message assistant two"], await Follow(session, new FollowOptions { After = Position.Start }).TakeAsync(2));
        Assert.Equal(["message assistant two"], await Follow(session, new FollowOptions { After = new Position(1) }).TakeAsync(1));
        Assert.Equal("EntryNotFoundException", await Follow(session, new FollowOptions { After = new Position(3) }).NextAsync());
    }

    [Fact]
    public async Task Attachments_come_with_their_content_and_later_kinds_as_they_are()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]));
        var writer = new EntryWriter((await _store.GetAsync(Key))!);
        writer.Append(new UnknownBody(new EntryKind("hologram"), System.Text.Json.JsonElement.Parse("{}")));
        await _store.CommitAsync(Key, writer.TakeCommit(CommitId.New()));

        var entries = await session.FollowAsync(new FollowOptions { After = new Position(1) }, TestContext.Current.CancellationToken).Take(2).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(100_000, Assert.IsType<DataContent>(Assert.Single(Assert.IsType<MessageBody>(entries[0].Body).Message.Contents)).Data.Length);
        Assert.Equal("hologram", Assert.IsType<UnknownBody>(entries[1].Body).StoredKind.Value);
    }

    [Fact]
    public async Task An_interval_is_more_than_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FollowOptions { Interval = TimeSpan.Zero });
        Assert.Equal(TimeSpan.FromMilliseconds(100), new FollowOptions().Interval);
        var missing = await _store.OpenAsync(Key);
        await missing.DeleteAsync();
        Assert.Equal("SessionNotFoundException", await Follow(missing).NextAsync());
    }

    /// <summary>Follows from what the handle has read, so that nothing is missed that is written before the follower reads for the first time.</summary>
    private Followed Follow(Session session, FollowOptions? options = null)
    {
        options ??= new FollowOptions { Interval = TimeSpan.FromHours(1) };
        options.After ??= session.Record.Tip;
        return new(session, options, _end.Token);
    }

    /// <summary>What a follower saw, a word or two for each entry.</summary>
    private sealed class Followed
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

        /// <summary>Follows up to the first wait before it returns, for a store in memory never makes one wait.</summary>
        public Followed(Session session, FollowOptions options, CancellationToken cancellationToken) => _ = FollowAsync(session, options, cancellationToken);

        public bool HasAny => _seen.Reader.TryPeek(out _);

        public async Task<string> NextAsync() => await _seen.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public async Task<List<string>> TakeAsync(int count)
        {
            var taken = new List<string>();
            while (taken.Count < count)
                taken.Add(await NextAsync());
            return taken;
        }

        private async Task FollowAsync(Session session, FollowOptions options, CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var entry in session.FollowAsync(options, cancellationToken))
                    _seen.Writer.TryWrite(Note(entry.Body));
                _seen.Writer.TryWrite("end");
            }
            catch (ColloquyException e)
            {
                _seen.Writer.TryWrite(e.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                _seen.Writer.TryComplete();
            }
        }

        private static string Note(EntryBody body) => body switch
        {
            MessageBody { Message: var message } => $"message {message.Role} {string.Join(' ', message.Contents.Select(Note))}",
            HeadMoveBody move => $"head-move {move.Branch} {move.From} to {move.To} ({move.Reason})",
            BranchBody branch => $"branch {branch.Branch} {branch.Change}",
            TurnEndBody end => $"turn-end {end.Status}",
            _ => body.Kind.Value,
        };

        private static string Note(AIContent content) => content switch
        {
            FunctionCallContent call => $"{call.Name}({string.Join(", ", call.Arguments!.Values)})",
            FunctionResultContent result => $"{result.Result}",
            _ => content.ToString() ?? "",
        };
    }
}
