using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

public sealed class FunctionMiddlewareTests : IAsyncDisposable
{
    private readonly Desk _desk = new();
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Function_middleware_sees_each_call_and_the_log_has_what_it_returns()
    {
        List<string> seen = [];
        var inner = DeskModel.Calling("pay", "visits").AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = _desk.Tools }, AIContextProviders = [new Visits()] });
        var agent = inner.AsBuilder().Use(async (_, context, next, stop) =>
        {
            seen.Add($"{context.Function.Name} {context.CallContent.CallId} {context.Arguments["amount"]}");
            return $"{await next(context, stop)}, checked";
        }).Build();
        var session = await agent.CreateSessionAsync();

        await agent.RunAsync("pay", session);

        Assert.Equal(["pay pay-2 7", "visits visits-4 7"], seen);
        Assert.Equal(["paid 7, checked", "0, checked"], (await session.GetColloquySession().GetItemsAsync(role: ChatRole.Tool)).SelectMany(item => item.Message.Contents).OfType<FunctionResultContent>().Select(result => $"{result.Result}"));
    }

    [Fact]
    public async Task A_decorated_agent_resumes()
    {
        var agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } }).AsBuilder().UseOpenTelemetry().Build();
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("refund", session);
        var approvals = session.GetColloquySession().Approvals;
        await approvals.ApproveAsync((await approvals.ListAsync()).Single());

        Assert.Equal("done", (await agent.ResumeAsync(session))!.Text);
    }

    [Fact]
    public async Task A_function_loop_inside_the_client_runs_no_tool_past_its_approval()
    {
        var client = DeskModel.Calling("pay", "refund").AsBuilder().UseFunctionInvocation().Build();
        AIAgent agent = client.AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } });
        var session = await agent.CreateSessionAsync();

        var response = await agent.RunAsync("pay and refund", session);

        Assert.Equal((1, 0), (_desk.Paid, _desk.Refunded));
        Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>());
        Assert.Single(await session.GetColloquySession().Approvals.ListAsync());
    }

    [Fact]
    public async Task Rules_of_Agent_Framework_approve_calls()
    {
        var agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = _desk.Tools } }).AsBuilder().UseToolApproval().Build();
        var session = await agent.CreateSessionAsync();
        var request = (await agent.RunAsync("refund", session)).Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>().Single();

        await agent.RunAsync(new ChatMessage(ChatRole.User, [request.CreateAlwaysApproveToolResponse()]), session);
        var second = await agent.RunAsync("refund again", session);

        Assert.Equal(("done", 2), (second.Text, _desk.Refunded));
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();
}
