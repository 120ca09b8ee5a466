using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Answers in the form of Microsoft.Extensions.AI, as the input of a run.</summary>
public sealed class ResponseContentTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Fact]
    public async Task Responses_as_the_input_of_a_run_answer_what_waits_and_the_turn_goes_on()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));

        AIContent[] responses = [asked.Approvals[0].ToContent().CreateResponse(true), asked.Approvals[1].ToContent().CreateResponse(false, "too much")];
        var sent = JsonSerializer.Deserialize<ChatMessage>(JsonSerializer.Serialize(new ChatMessage(ChatRole.User, responses), AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;
        var answer = await _till.Agent(new ScriptedChatClient(Say("One of two."))).RunAsync([sent], session);

        Assert.Equal((TurnStatus.Completed, "One of two.", 1), (answer.Status, answer.Text, answer.TurnNumber));
        Assert.Equal(["refunded 1"], _till.Done);
        Assert.Equal("Error: this call was not run. A person refused it, and said why: too much", answer.ToolCalls[1].Result);
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => _till.Agent(new ScriptedChatClient()).RunAsync([sent], session));
    }

    [Fact]
    public async Task While_another_waits_the_turn_does()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));

        var answer = await _till.Agent(new ScriptedChatClient()).RunAsync([new ChatMessage(ChatRole.User, [asked.Approvals[1].ToContent().CreateResponse(true)])], session);

        Assert.Equal((TurnStatus.Waiting, "a"), (answer.Status, Assert.Single(answer.Approvals).CallId));
    }

    [Theory]
    [InlineData("request")]
    [InlineData("call")]
    [InlineData("arguments")]
    [InlineData("text")]
    [InlineData("twice")]
    [InlineData("session")]
    public async Task A_response_that_fits_nothing_is_refused_and_none_counts(string wrong)
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));
        var tip = session.Record.Tip;
        var (first, second) = (asked.Approvals[0].ToContent(), asked.Approvals[1].ToContent());
        var call = (FunctionCallContent)second.ToolCall;

        AIContent other = wrong switch
        {
            "request" => new ToolApprovalResponseContent("s@999", true, call),
            "call" => new ToolApprovalResponseContent(second.RequestId, true, first.ToolCall),
            "arguments" => new ToolApprovalResponseContent(second.RequestId, true, new FunctionCallContent(call.CallId, call.Name)),
            "text" => new TextContent("and hello"),
            "twice" => first.CreateResponse(false),
            _ => (await Till.AskAsync(await _store.OpenAsync(new SessionKey("other")), ("b", "refund", "2"))).Approvals[0].ToContent().CreateResponse(true),
        };
        var run = () => _till.Agent(new ScriptedChatClient()).RunAsync([new ChatMessage(ChatRole.User, [first.CreateResponse(true), other])], session);

        if (wrong is "text" or "twice")
            await Assert.ThrowsAsync<ArgumentException>(run);
        else
            await Assert.ThrowsAsync<ApprovalNotFoundException>(run);
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
        Assert.Equal(2, (await session.Approvals.ListAsync()).Count);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
