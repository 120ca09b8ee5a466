using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class SessionsTurnsTests : CliTest
{
    [Fact]
    public async Task Turns_are_listed_with_their_agent_tools_tokens_and_cost()
    {
        await RunToolTurnAsync();

        var result = await RunAsync("sessions", "turns", "chat");

        Assert.Equal(["TURN", "STATUS", "AGENT", "STARTED", "TOOK", "TOKENS", "COST", "TOOLS", "INPUT"], result.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^ +1 +completed +support +\d{4}-\d\d-\d\d \d\d:\d\d +.+ +30 +\$0.000023 +add x2 +Add it up$", result.Lines[1]);
    }

    [Fact]
    public async Task One_turn_is_shown_whole_with_calls_results_and_model_calls()
    {
        await RunToolTurnAsync();

        var output = (await RunAsync("sessions", "turns", "chat", "1")).Output;

        Assert.Matches("(?m)^Turn +1 of branch 'main', positions 1 to 9$", output);
        Assert.Matches("(?m)^Tools +add x2$", output);
        Assert.Matches(@"(?m)^Used +2 model calls, 30 tokens, \$0\.000023$", output);
        Assert.Matches(@"(?m)^ +4 +1 +assistant +add\(a: 1, b: 2\)\n +add\(a: 3, b: 4\)$", output);
        Assert.Matches(@"(?m)^ +5 +1 +tool +3$", output);
        Assert.Matches(@"(?m)^gpt-5-mini +openai +2 +10 +4 +5 +.+ +\$0.000012 +tool_calls$", output);
    }

    [Fact]
    public async Task The_fields_of_their_JSON_are_these()
    {
        await RunToolTurnAsync();

        var list = await RunJsonAsync("sessions", "turns", "chat");
        var one = await RunJsonAsync("sessions", "turns", "chat", "1");

        Assert.Equal(["branch", "turnCount", "turns"], Names(list));
        Assert.Equal(["number", "position", "status", "startedAt", "durationSeconds", "agent", "input", "error", "limit", "pruned", "unreadable", "canFork", "tools", "usage"], Names(list.GetProperty("turns")[0]));
        Assert.Equal(["branch", "turn", "messages", "modelCalls"], Names(one));
        Assert.Equal(
            ["call", "model", "provider", "options", "purpose", "window", "cut", "conversation", "keptUpTo", "inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens", "cost", "durationSeconds", "finishReason", "error"],
            Names(one.GetProperty("modelCalls")[0]));
        Assert.Equal((2, 2), (one.GetProperty("turn").GetProperty("tools").GetArrayLength(), one.GetProperty("modelCalls").GetArrayLength()));
    }

    [Fact]
    public async Task A_range_is_shown_from_its_first_turn_to_its_last()
    {
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four");

        Assert.Equal([2, 3], await NumbersAsync("--from", "2", "--to", "3"));
        Assert.Equal([3, 4], await NumbersAsync("--from", "3"));
        Assert.Equal([1, 2], await NumbersAsync("--to", "2"));
    }

    [Fact]
    public async Task Without_a_range_the_newest_are_shown_and_the_others_counted()
    {
        await SeedAsync(new SessionKey("chat"), [.. Enumerable.Range(1, 53).Select(number => $"Question {number}")]);

        var result = await RunAsync("sessions", "turns", "chat");

        Assert.Equal("There are 3 earlier turns: add --from 1\n", result.Error);
        Assert.Equal(51, result.Lines.Length);
        Assert.EndsWith("Question 4", result.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith("Question 53", result.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_without_turns_says_so()
    {
        await SeedAsync(new SessionKey("chat"), "one");
        await RunAsync("sessions", "undo", "chat");

        Assert.Equal("No turns.\n", (await RunAsync("sessions", "turns", "chat")).Output);
    }

    [Theory]
    [InlineData(3, "9")]
    [InlineData(3, "0")]
    [InlineData(2, "first")]
    [InlineData(2, "1", "--from", "1")]
    [InlineData(2, "--from", "2", "--to", "1")]
    [InlineData(2, "--from", "0")]
    [InlineData(3, "--from", "9")]
    [InlineData(3, "--branch", "nope")]
    public async Task A_turn_that_is_not_there_is_one_line_and_a_code(int exitCode, params string[] options)
    {
        await SeedAsync(new SessionKey("chat"), "one", "two");

        var result = await RunAsync(["sessions", "turns", "chat", .. options]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_may_end_beyond_the_last_turn()
    {
        await SeedAsync(new SessionKey("chat"), "one", "two");

        Assert.Equal([1, 2], await NumbersAsync("--to", "50"));
        Assert.Equal([2], await NumbersAsync("--from", "2", "--to", "2147483647"));
    }

    private async Task<IEnumerable<int>> NumbersAsync(params string[] options) =>
        [.. (await RunJsonAsync(["sessions", "turns", "chat", .. options])).GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("number").GetInt32())];

    /// <summary>Runs a turn of two model calls, the first of which asks for a tool twice.</summary>
    private async Task RunToolTurnAsync()
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(new SessionKey("chat"));
        using var model = new PricedModel("gpt-5-mini");
        var agent = new Agent(model) { Name = "support", Tools = [AIFunctionFactory.Create((int a, int b) => a + b, "add")] };
        await agent.RunAsync("Add it up", session);
    }
}
