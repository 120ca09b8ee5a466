using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class StreamTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_stream_tells_text_and_tool_calls_and_ends_with_the_answer()
    {
        var model = new ScriptedChatClient(Call(("c1", "echo", "x")), Say("one two"));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value, "echo")] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var updates = await agent.RunStreamingAsync("go", session).ToListAsync();

        Assert.Equal("one two ", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal("echo", updates.OfType<ToolCallUpdate>().Single(update => !update.IsFinished).Call.Name);
        Assert.Equal("x", updates.OfType<ToolCallUpdate>().Single(update => update.IsFinished).Call.Result?.ToString());
        Assert.Equal("one two ", Assert.IsType<AnswerUpdate>(updates[^1]).Answer.Text);
        Assert.Equal("user: go\nassistant: echo#c1(x)\ntool: #c1=x\nassistant: one two ", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task The_last_update_comes_after_the_last_commit()
    {
        var agent = new Agent(new ScriptedChatClient(Say("one")));
        var session = await _store.OpenAsync(new SessionKey("s"));

        await foreach (var update in agent.RunStreamingAsync("go", session))
        {
            if (update is AnswerUpdate)
                Assert.Equal(TurnStatus.Completed, (await session.Turns.ReadAsync().FirstAsync()).Status);
        }
    }

    [Fact]
    public async Task Leaving_a_stream_early_cancels_the_turn_and_keeps_what_had_arrived()
    {
        var agent = new Agent(new HaltingChatClient("Once upon"));
        var session = await _store.OpenAsync(new SessionKey("s"));

        await foreach (var update in agent.RunStreamingAsync("tell", session))
        {
            if (update.Text.Length > 0)
                break;
        }

        var items = await session.GetItemsAsync();
        Assert.Equal(TurnStatus.Cancelled, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.Equal("Once upon", items[^1].Text);
        Assert.True(items[^1].IsPartial);
    }

    [Fact]
    public async Task Partial_text_is_not_shown_to_the_model()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await foreach (var update in new Agent(new HaltingChatClient("half an")).RunStreamingAsync("tell", session))
        {
            if (update.Text.Length > 0)
                break;
        }

        var model = new ScriptedChatClient(Say("ok"));
        await new Agent(model).RunAsync("and now?", session);

        Assert.Equal("user: tell\nuser: and now?", Transcript.Of(model.Requests[0].Messages));
    }

    [Fact]
    public async Task Cancelling_a_stream_ends_the_turn_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in new Agent(new HaltingChatClient("half")).RunStreamingAsync("tell", session, cancellationToken: cancel.Token))
                await cancel.CancelAsync();
        });

        Assert.Equal(TurnStatus.Cancelled, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
    }

    [Fact]
    public async Task A_stream_that_breaks_throws_what_broke_it_and_keeps_what_had_arrived()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var _ in new Agent(new HaltingChatClient("half", new IOException("cut"))).RunStreamingAsync("tell", session))
            {
            }
        });

        Assert.Equal(TurnStatus.Failed, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.True((await session.GetItemsAsync())[^1].IsPartial);
    }
}
