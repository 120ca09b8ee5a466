using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class AgainTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_retry_runs_the_same_input_again_in_place_of_the_turn()
    {
        var client = new ScriptedChatClient(Say("Hello"), Say("bad"), Say("good"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        await agent.RunAsync("Hi", session);
        await agent.RunAsync("Question", session);

        var answer = await agent.RetryTurnAsync(session);

        Assert.Equal(("good", 2), (answer.Text, answer.TurnNumber));
        Assert.Equal("user: Hi\nassistant: Hello\nuser: Question\nassistant: good", await Transcript.OfAsync(session));
        Assert.Equal(Transcript.Of(client.Requests[1].Messages), Transcript.Of(client.Requests[2].Messages));
        var move = await session.Branches.GetHeadHistoryAsync().SingleAsync();
        Assert.Equal("retry", move.Reason);
        Assert.Equal("user: Hi\nassistant: Hello\nuser: Question\nassistant: bad", await Transcript.OfAsync(await session.Branches.ForkAtAsync(move.From!.Value)));
    }

    [Fact]
    public async Task An_edit_of_an_earlier_turn_replaces_all_that_came_after_it_and_the_state_too()
    {
        var client = new ScriptedChatClient(Say("1"), Say("2"), Say("3"), Say("instead"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        foreach (var input in (string[])["one", "two", "three"])
        {
            await agent.RunAsync(input, session);
            await session.State.SetAsync("last", input);
        }

        var answer = await agent.EditAndResendAsync("TWO", session, turnNumber: 2);

        Assert.Equal(2, answer.TurnNumber);
        Assert.Equal("user: one\nassistant: 1\nuser: TWO\nassistant: instead", await Transcript.OfAsync(session));
        Assert.Equal("one", await session.State.GetAsync<string>("last"));
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task An_edit_keeps_the_images_of_the_message()
    {
        var client = new ScriptedChatClient(Say("a cat"), Say("a tabby cat"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        await agent.RunAsync([new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])], session);

        await agent.EditAndResendAsync("Which cat is this?", session);

        var sent = client.Requests[1].Messages.Single();
        Assert.Equal("Which cat is this?", sent.Text);
        Assert.Equal([1, 2, 3], sent.Contents.OfType<DataContent>().Single().Data.ToArray());
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("retry, streaming")]
    [InlineData("edit")]
    [InlineData("edit, streaming")]
    public async Task The_options_of_a_turn_that_is_run_again_count(string how)
    {
        var client = new ScriptedChatClient(Say("first"), Say("again"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        await agent.RunAsync("Hi", session);
        var options = new RunOptions { ChatOptions = new ChatOptions { Temperature = 0.25f } };

        await (how switch
        {
            "retry" => agent.RetryTurnAsync(session, options),
            "retry, streaming" => agent.RetryTurnStreamingAsync(session, options).ToListAsync().AsTask(),
            "edit" => agent.EditAndResendAsync("Ho", session, options: options),
            _ => (Task)agent.EditAndResendStreamingAsync("Ho", session, options: options).ToListAsync().AsTask(),
        });

        Assert.Equal(0.25f, client.Requests[1].Options?.Temperature);
    }

    [Fact]
    public async Task A_retry_streams_and_runs_on_the_branch_of_its_handle()
    {
        var client = new ScriptedChatClient(Say("on main"), Say("first"), Say("second"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        await agent.RunAsync("Hi", session);
        var fork = await session.Branches.ForkAsync("fork");
        await agent.RunAsync("Again?", fork);

        var updates = await agent.RetryTurnStreamingAsync(fork).ToListAsync();

        Assert.Equal("second", Assert.IsType<AnswerUpdate>(updates[^1]).Answer.Text.Trim());
        Assert.Equal("user: Hi\nassistant: on main", await Transcript.OfAsync(session));
        Assert.EndsWith("user: Again?\nassistant: second ", await Transcript.OfAsync(fork), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_failed_or_was_cut_off_is_retried()
    {
        var client = new ScriptedChatClient(Throw(new InvalidOperationException("overloaded")), Say("fine"));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(client);
        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync("Question", session));

        await agent.RetryTurnAsync(session);

        Assert.Equal("user: Question\nassistant: fine", await Transcript.OfAsync(session));
        Assert.Equal(TurnStatus.Completed, (await session.Turns.ReadAsync().SingleAsync()).Status);
    }

    [Fact]
    public async Task What_cannot_be_run_again_is_refused_and_changes_nothing()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new ScriptedChatClient(Say("1")));

        await Assert.ThrowsAsync<TurnNotFoundException>(() => agent.RetryTurnAsync(session));
        await agent.RunAsync("one", session);
        var tip = session.Record.Tip;
        await Assert.ThrowsAsync<TurnNotFoundException>(() => agent.EditAndResendAsync("two", session, turnNumber: 2));
        await Assert.ThrowsAsync<TurnNotFoundException>(() => agent.EditAndResendAsync("zero", session, turnNumber: 0));

        var record = await session.RefreshAsync();
        Assert.Equal((tip, null), (record.Tip, record.LeasedUntil));
    }

    [Fact]
    public async Task A_run_on_a_branch_does_not_end_the_turn_that_a_crash_left_open_on_another()
    {
        var time = new FakeTimeProvider();
        var store = new InMemorySessionStore(time);
        var dying = await new DyingStore(store, commitsToLive: 4, diesAfterCommitting: false).OpenAsync(new SessionKey("s"), new OpenSessionOptions { TimeProvider = time });
        await new Agent(new ScriptedChatClient(Say("fine"))).RunAsync("Hi", dying);
        await dying.Branches.ForkAsync("fork");
        await Assert.ThrowsAsync<ProcessDiedException>(() => new Agent(new ScriptedChatClient(Say("lost"))).RunAsync("Question", dying));
        time.Advance(TimeSpan.FromMinutes(5));

        var alive = (await store.FindAsync(dying.Key, new OpenSessionOptions { TimeProvider = time }))!;
        await new Agent(new ScriptedChatClient(Say("on the fork"))).RunAsync("Meanwhile", await alive.Branches.OpenAsync("fork"));
        var answer = await new Agent(new ScriptedChatClient(Say("resumed"))).ResumeAsync(alive);

        Assert.Equal([TurnStatus.Completed, TurnStatus.Completed], (await (await alive.Branches.OpenAsync("fork")).Turns.ReadAsync().ToListAsync()).Select(turn => turn.Status));
        Assert.Equal("resumed", answer!.Text);
    }
}
