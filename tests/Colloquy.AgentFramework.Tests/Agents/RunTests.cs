using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

public sealed class RunTests : IAsyncDisposable
{
    private readonly Desk _desk = new();
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task An_agent_is_a_tool_of_another()
    {
        AIAgent clerk = new Agent(new DeskModel(messages => DeskModel.Say($"found {messages[^1].Text}"))) { Name = "clerk" }.AsAIAgent(_store, () => new SessionKey(SessionId.New(), user: "clerk"));
        var model = new DeskModel(messages => messages[^1].Contents[0] is FunctionResultContent result
            ? DeskModel.Say($"{result.Result}")
            : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "clerk", new Dictionary<string, object?> { ["query"] = "knots" })]));
        AIAgent desk = model.AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = [clerk.AsAIFunction()] } });

        var response = await desk.RunAsync("knots?", await desk.CreateSessionAsync());

        Assert.Equal("found knots", response.Text);
        var session = await _store.ListSessionsAsync(new SessionOwner("clerk")).SingleAsync();
        Assert.Equal(2, (await (await _store.OpenAsync(session.Key)).GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_response_has_the_messages_of_its_run_and_their_usage()
    {
        AIAgent agent = DeskModel.Calling("pay").AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("pay", session);

        var response = await agent.RunAsync("pay again", session);

        Assert.Equal(["FunctionCallContent", "FunctionResultContent", "TextContent"], response.Messages.Select(message => message.Contents.Single().GetType().Name));
        Assert.All(response.Messages, message => Assert.Equal("desk", message.AuthorName));
        Assert.Equal((agent.Id, 20L), (response.AgentId, response.Usage!.InputTokenCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_waits_is_a_request_and_the_response_to_its_answer_begins_with_the_call(bool streams)
    {
        AIAgent agent = DeskModel.Calling("pay", "refund").AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();

        var asked = await RunAsync([new ChatMessage(ChatRole.User, "pay and refund")]);
        var request = asked.OfType<ToolApprovalRequestContent>().Single();
        var done = await RunAsync([new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true)])]);

        Assert.Equal(["call pay", "result paid 7", "request refund"], asked.Select(Show));
        Assert.Equal(["call refund", "result refunded 7", "done"], done.Select(Show));

        async Task<List<AIContent>> RunAsync(IEnumerable<ChatMessage> messages)
        {
            var response = streams ? await agent.RunStreamingAsync(messages, session).ToAgentResponseAsync() : await agent.RunAsync(messages, session);
            return [.. response.Messages.SelectMany(message => message.Contents).Where(content => content is not UsageContent)];
        }
    }

    [Fact]
    public async Task A_refused_call_does_not_run_and_the_model_is_told()
    {
        var model = DeskModel.Calling("refund");
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();
        var request = (await agent.RunAsync("refund", session)).Messages[^1].Contents.OfType<ToolApprovalRequestContent>().Single();

        await agent.RunAsync(new ChatMessage(ChatRole.User, [request.CreateResponse(approved: false, "too much")]), session);

        Assert.Equal(0, _desk.Refunded);
        Assert.Contains("too much", $"{model.Requests[^1][^1].Contents.OfType<FunctionResultContent>().Single().Result}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        AIAgent agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();
        var request = (await agent.RunAsync("refund", session)).Messages[^1].Contents.OfType<ToolApprovalRequestContent>().Single();
        var answer = new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true)]);
        await agent.RunAsync(answer, session);

        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => agent.RunAsync(answer, session));

        Assert.Equal(1, _desk.Refunded);
    }

    [Fact]
    public async Task An_answer_and_a_question_in_one_run_are_two_turns()
    {
        AIAgent agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();
        var request = (await agent.RunAsync("refund", session)).Messages[^1].Contents.OfType<ToolApprovalRequestContent>().Single();

        var response = await agent.RunAsync([new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true), new TextContent("And again.")])], session);

        Assert.Equal(["call refund", "result refunded 7", "done", "request refund"], response.Messages.SelectMany(message => message.Contents).Select(Show));
        Assert.Equal(2, await session.GetColloquySession().Turns.CountAsync());
    }

    [Fact]
    public async Task Requests_that_still_wait_are_in_the_response_of_a_resumed_run_streamed_or_not()
    {
        var agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.OpenSessionAsync(new SessionKey("s"));
        Assert.Null(await agent.ResumeAsync(session));
        await agent.RunAsync("refund", session);

        var resumed = await agent.ResumeAsync(session);
        var streamed = await agent.RunStreamingAsync(session).ToAgentResponseAsync();

        Assert.Equal(["request refund"], resumed!.Messages.SelectMany(message => message.Contents).Select(Show));
        Assert.Equal(["request refund"], streamed.Messages.SelectMany(message => message.Contents).Select(Show));
    }

    [Fact]
    public async Task A_run_without_messages_lets_the_model_continue()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("first", session);

        Assert.Equal("1", (await agent.RunAsync(session)).Text);
    }

    [Fact]
    public async Task A_run_without_a_session_is_recorded_in_a_new_one()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);

        await agent.RunAsync("first");
        await agent.RunAsync("second");

        Assert.Equal(2, await _store.ListSessionsAsync(new SessionOwner()).CountAsync());
    }

    [Fact]
    public async Task A_value_is_read_from_the_answer()
    {
        AIAgent agent = new DeskModel(_ => DeskModel.Say("""{"value":7}""")).AsAIAgent(_store);

        Assert.Equal(7, (await agent.RunAsync<Visits.Count>("how many?", await agent.CreateSessionAsync())).Result.Value);
    }

    [Fact]
    public async Task Options_of_the_agent_and_of_the_run_reach_the_model()
    {
        var model = DeskModel.Counting();
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Instructions = "Be brief.", Temperature = 0.5f, Tools = _desk.Tools } });

        await agent.RunAsync("hello", await agent.CreateSessionAsync(), new ChatClientAgentRunOptions(new ChatOptions { Instructions = "Be kind.", TopK = 3, Tools = [AIFunctionFactory.Create(() => 1, "one")] }));

        Assert.Equal(("Be brief.\n\nBe kind.", 0.5f, 3), (model.Options!.Instructions, model.Options.Temperature, model.Options.TopK));
        Assert.Equal(["pay", "ship", "refund", "one"], model.Options.Tools!.Select(tool => tool.Name));
    }

    [Fact]
    public async Task The_model_is_shown_who_said_what()
    {
        var model = DeskModel.Counting();
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk" });
        var session = await agent.CreateSessionAsync();

        await agent.RunAsync([new ChatMessage(ChatRole.User, "first") { AuthorName = "ada" }], session);
        await agent.RunStreamingAsync("second", session).ToAgentResponseAsync();
        await agent.RunAsync("third", session);

        Assert.Equal(["ada", "desk", null, "desk", null], model.Requests[2].Select(message => message.AuthorName));
    }

    [Fact]
    public async Task Limits_of_Colloquy_end_a_run()
    {
        AIAgent agent = DeskModel.Calling("pay", "pay", "pay").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } }, new ColloquyAgentOptions { Run = new() { Limits = new() { Steps = 2 } } });

        await Assert.ThrowsAsync<TurnLimitException>(async () => await agent.RunAsync("pay", await agent.CreateSessionAsync()));

        Assert.Equal(2, _desk.Paid);
    }

    [Fact]
    public async Task Options_of_Colloquy_decide_on_new_input_while_a_call_waits_and_on_a_busy_session()
    {
        var options = new ColloquyAgentOptions { Run = new() { WhenWaiting = WhenWaiting.Reject, WhenBusy = BusyPolicy.Reject, Approvals = [ApprovalRule.Always("pay")] } };
        var model = DeskModel.Calling("pay");
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } }, options);
        var (session, busy, gate, entered) = (await agent.CreateSessionAsync(), await agent.CreateSessionAsync(), new TaskCompletionSource(), new TaskCompletionSource());
        await agent.RunAsync("pay", session);

        await Assert.ThrowsAsync<CallsWaitingException>(() => agent.RunAsync("something else", session));
        model.Before = () =>
        {
            entered.SetResult();
            return gate.Task;
        };
        var first = agent.RunAsync("pay", busy);
        await entered.Task;
        await Assert.ThrowsAsync<SessionBusyException>(() => agent.RunAsync("pay", busy));
        gate.SetResult();
        await first;

        Assert.Equal(0, _desk.Paid);
    }

    [Fact]
    public async Task Background_responses_are_refused()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);

        await Assert.ThrowsAsync<NotSupportedException>(() => agent.RunAsync("hello", options: new AgentRunOptions { AllowBackgroundResponses = true }));
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    private static string Show(AIContent content) => content switch
    {
        FunctionCallContent call => $"call {call.Name}",
        FunctionResultContent result => $"result {result.Result}",
        ToolApprovalRequestContent { ToolCall: FunctionCallContent call } => $"request {call.Name}",
        TextContent text => text.Text.Trim(),
        _ => content.GetType().Name,
    };
}
