using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>What an agent asks that is a tool is found by its id from the session of the agent that called it, at a cost that does not follow the session.</summary>
public sealed class ChildApprovalTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData("s")]
    [InlineData("cases/3.4")]
    public async Task A_late_answer_costs_the_same_however_much_was_asked_before(string id)
    {
        var (few, many) = (await AnswerLateAsync($"a{id}", asked: 3), await AnswerLateAsync($"b{id}", asked: 60));

        Assert.InRange(many.Entries, 1, few.Entries + 3);
        Assert.InRange(many.Reads, 1, few.Reads + 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_two_calls_below_is_answered_by_its_id_from_each_session_above(bool isLong)
    {
        foreach (var level in (int[])[0, 1, 2])
        {
            var session = await _store.OpenAsync(new SessionKey(isLong ? new string('l', 490) + level : $"three-{level}"));
            Agent Outer(Step[] outer, Step[] middle, params Step[] inner) => new(new ScriptedChatClient(outer))
            {
                Tools = [new Agent(new ScriptedChatClient(middle)) { Name = "middle", Tools = [new Till().Agent(new ScriptedChatClient(inner)).AsTool()] }.AsTool()],
            };
            var approval = Assert.Single((await Outer([Task("o", "middle")], [Task("m", "till")], Call(("r", "refund", "5"))).RunAsync("go", session)).Approvals);
            var middle = (await session.ReadEventsAsync().Select(found => found.Body).OfType<ApprovalRequestBody>().SingleAsync()).ChildSession!;
            string[] ids = [session.Key.Id, middle, approval.Session.Id];
            var from = (await _store.FindAsync(new SessionKey(ids[level])))!;

            Assert.Equal(approval.Session, (await from.Approvals.FindAsync(ApprovalId.Parse(approval.Id.Value)))?.Session);
            await from.Approvals.ApproveAsync(ApprovalId.Parse(approval.Id.Value), by: "ann");

            foreach (var late in ids)
                Assert.Equal("ann", (await Assert.ThrowsAsync<ApprovalAnsweredException>(async () => await (await _store.FindAsync(new SessionKey(late)))!.Approvals.RefuseAsync(approval.Id))).By);
            Assert.Equal("outer done", (await Outer([Say("outer done")], [Say("middle done")], Say("inner done")).ResumeAsync(session))!.Text);
        }
    }

    [Fact]
    public async Task An_id_that_names_calls_is_one_text_in_a_URL_and_in_JSON()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var id = Assert.Single((await Desk([Task("t", "till")], Call(("r", "refund", "5"))).RunAsync("go", session)).Approvals).Id;

        Assert.Matches("^[1-9][0-9]*-[0-9a-f]{16}-[1-9][0-9]*[.]0$", id.Value);
        Assert.Equal(id.Value, Uri.EscapeDataString(id.Value));
        Assert.Equal(id, ApprovalId.Parse(id.Value));
        Assert.Equal(id, System.Text.Json.JsonSerializer.Deserialize<ApprovalId>(System.Text.Json.JsonSerializer.Serialize(id)));
        Assert.NotNull(await session.Approvals.FindAsync(ApprovalId.Parse(id.Value[..id.Value.LastIndexOf('-')])));
    }

    [Theory]
    [InlineData("17-0123456789abcdef-")]
    [InlineData("17-0123456789abcdef-4")]
    [InlineData("17-0123456789abcdef-4.")]
    [InlineData("17-0123456789abcdef-4.0_")]
    [InlineData("17-0123456789abcdef-_4.0")]
    [InlineData("17-0123456789abcdef-04.0")]
    [InlineData("17-0123456789abcdef-4.00")]
    [InlineData("17-0123456789abcdef-4.0/5.1")]
    [InlineData("17-0123456789abcdef-../4.0")]
    [InlineData("17-0123456789abcdef-4.0\n")]
    [InlineData("17-0123456789abcdef_4.0")]
    public void What_names_no_calls_is_no_id(string text) => Assert.False(ApprovalId.TryParse(text, out _));

    [Theory]
    [InlineData("17-0123456789abcdef-4.0")]
    [InlineData("17-0123456789abcdef-4.0_12.31")]
    public async Task An_id_that_nothing_was_asked_under_is_not_found(string text)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await Desk([Task("t", "till")], Call(("r", "refund", "5"))).RunAsync("go", session);

        Assert.Null(await session.Approvals.FindAsync(ApprovalId.Parse(text)));
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(ApprovalId.Parse(text)));
    }

    /// <summary>Has an agent that is a tool ask many times, and answers the last again, by its id, from the session of its caller.</summary>
    private async Task<(int Reads, int Entries)> AnswerLateAsync(string id, int asked)
    {
        var session = await _store.OpenAsync(new SessionKey(id));
        Approval? last = null;
        for (var i = 0; i < asked; i++)
        {
            last = Assert.Single((await Desk([Task("t", "till")], Call(("r", "refund", "5"))).RunAsync($"refund {i}", session)).Approvals);
            await session.Approvals.ApproveAsync(last.Id, by: "ann");
            await Desk([Say("All done.")], Say("Refunded.")).ResumeAsync(session);
        }

        var store = new CountingStore(_store);
        var handle = (await store.FindAsync(session.Key))!;
        (store.Reads, store.EntriesRead) = (0, 0);

        Assert.Equal("ann", (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => handle.Approvals.ApproveAsync(ApprovalId.Parse(last!.Id.Value)))).By);
        return (store.Reads, store.EntriesRead);
    }

    private static Agent Desk(Step[] steps, params Step[] till) => new(new ScriptedChatClient(steps)) { Name = "desk", Tools = [new Till().Agent(new ScriptedChatClient(till)).AsTool()] };

    private static Step Task(string id, string tool) => (_, _, _) => System.Threading.Tasks.Task.FromResult(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, tool, new Dictionary<string, object?> { ["task"] = "refund it" })])));
}
