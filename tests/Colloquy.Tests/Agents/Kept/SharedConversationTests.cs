using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Several agents, wrappers and middleware in a conversation that a service keeps.</summary>
public sealed class SharedConversationTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task An_agent_of_the_same_service_goes_on_in_the_conversation_that_it_is_handed(Durability durability)
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var desk = new Agent(model) { Name = "desk", Instructions = "Route.", Durability = durability, Handoffs = [new Agent(model) { Name = "billing", Instructions = "Bill." }] };

        await desk.RunAsync("one", session);
        var answer = await desk.RunAsync("use transfer_to_billing", session);
        await desk.RunAsync("three", session);

        Assert.Equal("billing", answer.Agent);
        Assert.Equal(["resp_1: user: use transfer_to_billing", "resp_2: tool: #c2a=Handed over to billing.", "resp_3: user: three"], Enumerable.Range(1, 3).Select(model.Sent));
        Assert.Equal(["Route.", "Route.", "Bill.", "Bill."], model.Requests.Select(request => request.Options?.Instructions));
    }

    [Fact]
    public async Task An_agent_of_another_service_is_sent_the_history_and_the_first_service_later_what_it_missed()
    {
        var (model, other, session) = (new KeepingChatClient(), new KeepingChatClient("thread_", grows: true, provider: "other"), await OpenAsync());
        var desk = new Agent(model) { Name = "desk", Handoffs = [new Agent(other) { Name = "billing" }] };

        await desk.RunAsync("one", session);
        await desk.RunAsync("use transfer_to_billing", session);
        await desk.RunAsync("two", session);
        Assert.Equal("thread_1", (await session.GetServiceConversationAsync())?.Id);
        await session.SetActiveAgentAsync(null);
        var answer = await desk.RunAsync("three", session);

        Assert.Equal("-: user: one | assistant: 1 from you: one | user: use transfer_to_billing | assistant: transfer_to_billing#c2a() | tool: #c2a=Handed over to billing.", other.Sent(0));
        Assert.Equal("thread_1: user: two", other.Sent(1));
        Assert.Equal("resp_2: tool: #c2a=Handed over to billing. | assistant: 2 from you: one, use transfer_to_billing | user: two | assistant: 3 from you: one, use transfer_to_billing, two | user: three", model.Sent(2));
        Assert.Equal("4 from you: one, use transfer_to_billing, two, three", answer.Text);
    }

    [Fact]
    public async Task What_a_service_missed_is_sent_whole_though_a_summary_covers_it_for_others()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        await new Agent(model) { Name = "desk" }.RunAsync("one", session);
        using var local = new AnsweringChatClient(messages => new ChatMessage(ChatRole.Assistant, messages[^1].Text.StartsWith("missed", StringComparison.Ordinal) ? "yes" : "a summary"));
        var other = new Agent(local) { Name = "other", Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy()] };
        for (var i = 1; i <= 4; i++)
            await other.RunAsync($"missed {i} {new string('x', 200)}", session);

        var answer = await new Agent(model) { Name = "desk" }.RunAsync("two", session);

        Assert.Contains((await _store.ReadAsync(session.Key, LogRead.All() with { Limit = 1_000 })).Entries, entry => entry.Kind == EntryKind.Summary);
        Assert.Equal(["missed 1", "missed 2", "missed 3", "missed 4"], model.Requests[1].Messages.Where(message => message.Text.StartsWith("missed", StringComparison.Ordinal)).Select(message => message.Text[..8]));
        Assert.StartsWith("6 from you: one, missed 1", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_that_may_not_see_everything_keeps_away_from_the_services_conversation(bool byHandoff)
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var billing = new Agent(model) { Name = "billing", Window = byHandoff ? WindowPipeline.Default : [Visibility.Own] };
        var desk = new Agent(model) { Name = "desk", Handoffs = [byHandoff ? new Handoff(billing) { Window = [Visibility.Own] } : billing] };
        await desk.RunAsync("one", session);

        await desk.RunAsync("use transfer_to_billing", session);
        await session.SetActiveAgentAsync(null);
        var answer = await desk.RunAsync("two", session);

        Assert.Equal("-: user: one | user: use transfer_to_billing", model.Sent(2));
        Assert.Equal("resp_2: tool: #c2a=Handed over to billing. | assistant: 2 from you: one, use transfer_to_billing | user: two", model.Sent(3));
        Assert.Equal("3 from you: one, use transfer_to_billing, two", answer.Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => new Agent(model) { Window = [Visibility.Own] }.RunAsync("hi", session, new() { ChatOptions = new() { ConversationId = "resp_4" } }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrapper_of_a_client_keeps_the_services_id_to_itself(bool streams)
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        using var client = new SessionChatClient(model, session);
        var look = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "x", "look")] };

        var asked = await AskAsync(client, [new(ChatRole.System, "Be brief."), new(ChatRole.User, "use look")], look, streams);
        var answered = await AskAsync(client, [new(ChatRole.Tool, [new FunctionResultContent("c1a", "seen")])], new ChatOptions { ConversationId = asked.ConversationId }, streams);
        await AskAsync(client, [new(ChatRole.User, "bye")], null, streams);

        Assert.Equal((session.Key.Id, session.Key.Id), (asked.ConversationId, answered.ConversationId));
        Assert.Equal(["-: system: Be brief. | user: use look", "resp_1: tool: #c1a=seen", "resp_2: user: bye"], Enumerable.Range(0, 3).Select(model.Sent));
        Assert.Equal("resp_3", (await session.GetServiceConversationAsync())?.Id);
        Assert.Equal("resp_3", (await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position)).Call.ConversationId);
        await Assert.ThrowsAsync<ServiceConversationException>(() => client.GetResponseAsync("hi", new ChatOptions { ConversationId = "resp_1" }));
    }

    [Fact]
    public async Task Middleware_that_answers_for_the_model_leaves_the_answer_for_the_next_call_to_send()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var agent = new Agent(model) { Middleware = [new Standing()] };

        await agent.RunAsync("one", session);
        await agent.RunAsync("closed?", session);
        await agent.RunAsync("three", session);

        Assert.Equal(["-: user: one", "resp_1: user: closed? | assistant: We are open. | user: three"], Enumerable.Range(0, 2).Select(model.Sent));
        Assert.Equal("resp_2", (await session.GetServiceConversationAsync())?.Id);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));

    private static Task<ChatResponse> AskAsync(SessionChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, bool streams) =>
        streams ? client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : client.GetResponseAsync(messages, options);

    /// <summary>Answers one question for the model, and hides the ids of the model's answers from the loop.</summary>
    private sealed class Standing : AgentMiddleware
    {
        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken) =>
            request.Messages[^1].Text == "closed?"
                ? AsyncEnumerable.Repeat(new ChatResponseUpdate(ChatRole.Assistant, "We are open."), 1)
                : next(request, cancellationToken).Select(update => new ChatResponseUpdate(update.Role, update.Contents));
    }
}
