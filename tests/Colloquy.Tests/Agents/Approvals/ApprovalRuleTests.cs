using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Which calls need a person.</summary>
public sealed class ApprovalRuleTests
{
    private readonly ListLogger _logger = new();

    [Fact]
    public async Task A_tool_that_says_so_needs_approval_and_another_does_not() => Assert.Equal(["refund"], await AskedAsync([]));

    [Fact]
    public async Task The_first_rule_for_a_tool_decides()
    {
        Assert.Equal(["look"], await AskedAsync([ApprovalRule.Never("refund"), ApprovalRule.Always("look"), ApprovalRule.Always("refund")]));
        Assert.Equal(["look", "refund"], await AskedAsync([ApprovalRule.Always(), ApprovalRule.Never("look")]));
        Assert.Empty(await AskedAsync([ApprovalRule.Never()]));
    }

    [Fact]
    public async Task The_rules_of_a_run_come_before_those_of_the_agent() =>
        Assert.Equal(["look"], await AskedAsync([ApprovalRule.Never("look"), ApprovalRule.Never("refund")], new RunOptions { Approvals = [ApprovalRule.Always("look")] }));

    [Theory]
    [InlineData("5", false)]
    [InlineData("500", true)]
    public async Task A_rule_looks_at_the_arguments(string amount, bool asks)
    {
        var asked = await AskedAsync([ApprovalRule.When("refund", call => int.Parse(call.Arguments!["value"]!.ToString()!, System.Globalization.CultureInfo.InvariantCulture) > 100)], amount: amount);

        Assert.Equal(asks ? ["refund"] : [], asked);
    }

    [Fact]
    public async Task A_rule_looks_at_the_run()
    {
        ApprovalRule[] rules = [ApprovalRule.When("refund", async (_, run) => await run.State.GetAsync<bool>("trusted", cancellationToken: run.CancellationToken) is false)];

        Assert.Equal(["refund"], await AskedAsync(rules));
        Assert.Empty(await AskedAsync(rules, trusted: true));
    }

    [Fact]
    public async Task A_rule_that_throws_asks_for_approval_with_a_warning()
    {
        var asked = await AskedAsync([ApprovalRule.When("look", bool (_) => throw new FormatException("no amount"))]);

        Assert.Equal(["look", "refund"], asked);
        Assert.Contains(_logger.Lines, line => line.Contains("The rule on approval of tool 'look' failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_is_asked_once_for_a_call_however_often_the_turn_goes_on()
    {
        var asked = 0;
        var till = new Till { Rules = [ApprovalRule.When("refund", _ => ++asked > 0)] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await till.Agent(new ScriptedChatClient(Call(("r", "refund", "5")))).RunAsync("go", session);

        await till.Agent(new ScriptedChatClient()).ResumeAsync(session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session);

        Assert.Equal(1, asked);
        Assert.Equal(["refunded 5"], till.Done);
    }

    private async Task<IEnumerable<string>> AskedAsync(IReadOnlyList<ApprovalRule> rules, RunOptions? options = null, string amount = "5", bool trusted = false)
    {
        var till = new Till { Rules = rules };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = _logger });
        await session.State.SetAsync("trusted", trusted);
        var answer = await till.Agent(new ScriptedChatClient(Call(("l", "look", "1"), ("r", "refund", amount)), Say("ok"))).RunAsync("go", session, options);
        Assert.Equal(2, answer.Approvals.Count + till.Done.Count);
        return answer.Approvals.Select(approval => approval.Tool);
    }
}
