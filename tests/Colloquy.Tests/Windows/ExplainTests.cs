using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class ExplainTests : WindowTest
{
    [Fact]
    public async Task An_answer_is_explained_by_what_the_model_was_sent()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        var model = Answering();
        var agent = new Agent(model) { Name = "desk", Instructions = "Be brief.", Tools = [AIFunctionFactory.Create(() => "x", "look", "Looks.")], ChatOptions = new() { Temperature = 0.5f } };
        await agent.RunAsync("next", session);
        await agent.RunAsync("later", session);

        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync())[^3].Position);

        Assert.Equal(model.Sent[0], AnsweringChatClient.Json(explained.Messages));
        Assert.Equal("Be brief.", explained.Instructions);
        Assert.Equal("look", explained.Tools!.Value[0].GetProperty("name").GetString());
        Assert.Equal(0.5, explained.Options!.Value.GetProperty("temperature").GetDouble(), 3);
        Assert.Equal("desk", explained.Agent);
        Assert.Equal((await CallsAsync(Store, session))[0].Call, explained.Call.Id);
    }

    [Fact]
    public async Task The_position_that_an_answer_names_explains_it_and_finds_its_turn()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        var model = Answering();
        var answer = await new Agent(model) { ContextProviders = [new Counter()] }.RunAsync("next", session);
        await AddTurnsAsync(session, 1);

        var explained = await session.Window.ExplainAsync(answer.Position);

        Assert.Equal(model.Sent[0], AnsweringChatClient.Json(explained.Messages));
        Assert.Equal(answer.TurnNumber, (await session.Turns.GetAsync(answer.Position)).Number);
        Assert.Equal(answer.TurnNumber, (await session.Turns.GetContentsAsync(answer.TurnStart)).Turn.Number);
        var first = (await session.GetItemsAsync())[0];
        Assert.Equal(1, (await session.Turns.GetAsync(first.Position)).Number);
        await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Turns.GetAsync(Position.Start));
        await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Turns.GetAsync(session.Record.Tip.Next));
        await session.ClearAsync();
        await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Turns.GetAsync(first.Position));
    }

    [Fact]
    public async Task An_undone_turn_is_returned_with_what_it_used()
    {
        var session = await OpenAsync();
        await new Agent(Answering()).RunAsync("next", session);
        var turn = await session.Turns.GetAsync(1);

        var undone = await session.UndoTurnAsync();

        Assert.Equal(1, undone!.Usage.Calls);
        Assert.Equal((turn.Usage.Calls, turn.Usage.TotalTokens), (undone.Usage.Calls, undone.Usage.TotalTokens));
    }

    [Fact]
    public async Task An_answer_that_was_undone_can_still_be_explained()
    {
        var session = await OpenAsync();
        var model = Answering();
        await new Agent(model).RunAsync("next", session);
        var position = (await session.GetItemsAsync())[^1].Position;
        await session.UndoTurnAsync();

        Assert.Equal(model.Sent[0], AnsweringChatClient.Json((await session.Window.ExplainAsync(position)).Messages));
    }

    [Fact]
    public async Task System_messages_of_a_caller_are_explained_though_they_are_no_messages_of_the_session()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 30);
        var model = Answering();
        using var client = new SessionChatClient(model, session) { Window = [new TokenBudgetStrategy(500)] };

        await client.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "next")]);

        Assert.Equal("Be brief.", model.Requests[0][0].Text);
        Assert.InRange(model.Requests[0].Count, 3, 8);
        Assert.Equal(model.Sent[0], AnsweringChatClient.Json((await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position)).Messages));
        Assert.Equal(62, (await session.GetItemsAsync()).Count);
    }

    [Theory]
    [InlineData(0, "is not there: the last is 14")]
    [InlineData(99, "is not there: the last is 14")]
    [InlineData(1, "holds an entry of kind 'turn-start', not a message")]
    [InlineData(2, "holds a message of the user, which no model made")]
    [InlineData(3, "holds a message that was added from outside, not made by a model call")]
    [InlineData(8, "holds a tool's result, which no model made; ask for the message with its call")]
    public async Task What_no_model_made_is_refused(int position, string problem)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 1);
        using var model = new AnsweringChatClient(messages => messages[^1].Role == ChatRole.User ? Calls("a") : new ChatMessage(ChatRole.Assistant, "done"));
        await new Agent(model) { Tools = [AIFunctionFactory.Create(() => "x", "look")] }.RunAsync("next", session);
        await session.AddAsync([new ChatMessage(ChatRole.User, "a"), new ChatMessage(ChatRole.Assistant, "b")]);

        var refused = await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Window.ExplainAsync(new Position(position)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Equal(position, refused.Position!.Value.Value);
    }

    [Fact]
    public async Task The_end_of_a_turn_without_messages_is_not_explained_by_the_turn_before()
    {
        var session = await OpenAsync();
        await new Agent(Answering()).RunAsync("first", session);
        using var failing = new AnsweringChatClient(_ => throw new TimeoutException("slow"));
        await Assert.ThrowsAsync<TimeoutException>(() => new Agent(failing).RunAsync((ChatMessage[])[], session));
        var end = (await session.RefreshAsync()).Tip;

        var refused = await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Window.ExplainAsync(end));

        Assert.Contains("holds an entry of kind 'turn-start', not a message", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Writes state between the answer and the end of the turn.</summary>
    private sealed class Counter : ContextProvider
    {
        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
    }
}
