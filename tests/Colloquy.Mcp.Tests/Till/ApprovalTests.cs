using Colloquy.Sqlite;

namespace Colloquy.Mcp.Tests;

public sealed class ApprovalTests : TillTest
{
    private readonly ObedientChatClient _model = new();

    [Theory]
    [InlineData(McpApproval.AsAnnotated, "till_close", true)]
    [InlineData(McpApproval.AsAnnotated, """till_charge {"amount": 5}""", false)]
    [InlineData(McpApproval.UnlessHarmless, """till_charge {"amount": 5}""", true)]
    [InlineData(McpApproval.UnlessHarmless, "till_look", false)]
    [InlineData(McpApproval.Always, "till_look", true)]
    [InlineData(McpApproval.Never, "till_close", false)]
    public async Task A_call_that_annotations_hold_back_does_not_reach_the_server_and_the_turn_waits(McpApproval approval, string order, bool waits)
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        var answer = await NewAgent(approval).RunAsync(order, session, cancellationToken: Stop);

        Assert.Equal(waits ? TurnStatus.Waiting : TurnStatus.Completed, answer.Status);
        Assert.Equal(waits ? 1 : 0, (await session.Approvals.ListAsync(Stop)).Count);
        Assert.Equal(waits ? 0 : 1, Ledger.Lines.Count);
    }

    [Fact]
    public async Task A_destructive_call_that_a_person_approved_is_made_once_in_the_turn_that_asked()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await NewAgent().RunAsync("till_count\ntill_close", session, cancellationToken: Stop);
        var approval = (await session.Approvals.ListAsync(Stop)).Single();

        await session.Approvals.ApproveAsync(approval, cancellationToken: Stop);
        var answer = await NewAgent().ResumeAsync(session, cancellationToken: Stop);

        Assert.Equal("till_close", approval.Tool);
        Assert.Equal((1, TurnStatus.Completed), (answer!.TurnNumber, answer.Status));
        Assert.EndsWith("closed", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["count", "close"], Ledger.Lines);
        await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval, cancellationToken: Stop));
        Assert.Null(await NewAgent().ResumeAsync(session, cancellationToken: Stop));
        Assert.Equal(2, Ledger.Lines.Count);
    }

    [Fact]
    public async Task A_destructive_call_that_a_person_refused_never_reaches_the_server_and_the_model_reads_why()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await NewAgent().RunAsync("till_close", session, cancellationToken: Stop);

        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync(Stop)).Single(), "Not before eight.", cancellationToken: Stop);
        var answer = await NewAgent().ResumeAsync(session, cancellationToken: Stop);

        Assert.Contains("Not before eight.", answer!.Text, StringComparison.Ordinal);
        Assert.Empty(Ledger.Lines);
    }

    [Fact]
    public async Task Rules_of_the_agent_come_before_annotations()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = NewAgent(rules: [ApprovalRule.Never("till_close"), ApprovalRule.When("till_charge", call => call.Arguments!["amount"]!.ToString() != "5")]);

        await agent.RunAsync("till_close", session, cancellationToken: Stop);
        await agent.RunAsync("""till_charge {"amount": 5}""", session, cancellationToken: Stop);
        var much = await agent.RunAsync("""till_charge {"amount": 500}""", session, cancellationToken: Stop);

        Assert.Equal(TurnStatus.Waiting, much.Status);
        Assert.Equal(["close", "charge 5"], Ledger.Lines);
    }

    [Fact]
    public async Task An_approved_call_during_which_the_server_dies_is_not_made_again_and_a_new_one_needs_a_new_answer()
    {
        const string Charge = """till_charge {"amount": 5}""";
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = NewAgent(McpApproval.UnlessHarmless);
        await agent.RunAsync(Charge, session, cancellationToken: Stop);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync(Stop)).Single(), cancellationToken: Stop);

        Ledger.MakeDeadly();
        var died = await agent.ResumeAsync(session, cancellationToken: Stop);
        var again = await agent.RunAsync(Charge, session, cancellationToken: Stop);

        Assert.Contains("whether the call took effect is unknown", died!.Text, StringComparison.Ordinal);
        Assert.Equal(TurnStatus.Waiting, again.Status);
        Assert.Equal(["charge 5"], Ledger.Lines);
    }

    [Fact]
    public async Task A_call_asked_by_a_process_that_is_gone_is_approved_by_another_and_made_by_a_third_also_when_that_is_killed_during_it()
    {
        using (var asks = StartAgent(FileOf("agent.db"), "till_close"))
            await asks.WaitForExitAsync(Stop);
        await using (var store = await SqliteSessionStore.OpenAsync(FileOf("agent.db")))
        {
            var session = await store.OpenAsync(new SessionKey("till"));
            await session.Approvals.ApproveAsync((await session.Approvals.ListAsync(Stop)).Single(), cancellationToken: Stop);
        }

        Assert.Empty(Ledger.Lines);
        Ledger.MakeHalting();
        using var killed = StartAgent(FileOf("agent.db"));
        await UntilAsync(() => Ledger.Lines.Count > 0);
        killed.Kill();
        await killed.WaitForExitAsync(Stop);
        Ledger.LetGo();
        using var resumes = StartAgent(FileOf("agent.db"));
        var said = await resumes.StandardOutput.ReadToEndAsync(Stop);

        Assert.EndsWith("closed", said.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(["close", "close"], Ledger.Lines);
    }

    private Agent NewAgent(McpApproval approval = McpApproval.AsAnnotated, IReadOnlyList<ApprovalRule>? rules = null) => new(_model)
    {
        ContextProviders = [Keep(Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { Approval = approval }))],
        Approvals = [.. rules ?? []],
    };
}
