using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class UsageTests : CliTest
{
    [Fact]
    public async Task It_is_added_up_by_model_with_a_row_for_all()
    {
        await SpendAsync("ines", "gpt-5-mini", turns: 2);
        await SpendAsync("marek", "gpt-5", turns: 1);

        var result = await RunAsync("usage");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^MODEL +CALLS +INPUT +CACHED +OUTPUT +REASONING +TOTAL +COST$", result.Lines[0]);
        Assert.Matches(@"(?m)^gpt-5 +1 +10 +4 +5 +2 +15 +\$0\.000058$", result.Output);
        Assert.Matches(@"(?m)^gpt-5-mini +2 +20 +8 +10 +4 +30 +\$0\.000023$", result.Output);
        Assert.Matches(@"(?m)^All +3 +30 +12 +15 +6 +45 +\$0\.000081$", result.Output);
    }

    [Theory]
    [InlineData("user", 2, "ines")]
    [InlineData("session", 2, "ines-talk")]
    [InlineData("app", 1, "default")]
    [InlineData("agent", 1, "assistant")]
    [InlineData("day", 1, null)]
    public async Task It_is_added_up_by_what_is_asked_for(string by, int groups, string? key)
    {
        await SpendAsync("ines", "gpt-5", turns: 1);
        await SpendAsync("marek", "gpt-5-mini", turns: 1);

        var json = await RunJsonAsync("usage", "--by", by);

        Assert.Equal(by, json.GetProperty("by").GetString());
        Assert.Equal(groups, json.GetProperty("groups").GetArrayLength());
        if (key is not null)
            Assert.Equal(key, json.GetProperty("groups")[0].GetProperty("key").GetString());
        Assert.Equal(2, json.GetProperty("total").GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SpendAsync("ines", "gpt-5-mini", turns: 1);

        var json = await RunJsonAsync("usage", "--by", "session");

        Assert.Equal(["by", "groups", "total", "modelsWithoutPrice"], Names(json));
        Assert.Equal(["key", "app", "user", "turn", "usage"], Names(json.GetProperty("groups")[0]));
        Assert.Equal(
            ["calls", "toolCalls", "inputTokens", "cachedInputTokens", "outputTokens", "reasoningTokens", "totalTokens", "cost", "unpricedCalls", "unreportedCalls", "unreadableCalls"],
            Names(json.GetProperty("total")));
        Assert.Equal(0.0000116m, json.GetProperty("total").GetProperty("cost").GetDecimal());
    }

    [Fact]
    public async Task A_session_is_added_up_by_turn_and_by_branch()
    {
        await SpendAsync("ines", "gpt-5", turns: 3);
        await RunAsync("sessions", "fork", "ines-talk", "early", "--after-turn", "1", "--user", "ines");

        var turns = await RunJsonAsync("usage", "--session", "ines-talk", "--user", "ines");
        var branches = await RunJsonAsync("usage", "--session", "ines-talk", "--user", "ines", "--by", "branch");
        var early = await RunJsonAsync("usage", "--session", "ines-talk", "--user", "ines", "--branch", "early");

        Assert.Equal(["1", "6", "11"], turns.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString()));
        Assert.Equal([1, 2, 3], turns.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("turn").GetInt32()));
        Assert.Equal([("early", 1), ("main", 3)], branches.GetProperty("groups").EnumerateArray().Select(group => (group.GetProperty("key").GetString(), group.GetProperty("usage").GetProperty("calls").GetInt32())));
        Assert.Equal(3, branches.GetProperty("total").GetProperty("calls").GetInt32());
        Assert.Equal(1, early.GetProperty("total").GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task Users_and_times_narrow_it()
    {
        await SpendAsync("ines", "gpt-5", turns: 1);
        await SpendAsync("marek", "gpt-5", turns: 2);

        Assert.Equal(2, await CallsAsync("--user", "marek"));
        Assert.Equal(0, await CallsAsync("--app", "elsewhere"));
        Assert.Equal(3, await CallsAsync("--since", "1h"));
        Assert.Equal(0, await CallsAsync("--until", "1h"));
        Assert.Equal("No model calls.\n", (await RunAsync("usage", "--until", "1h")).Output);
    }

    [Fact]
    public async Task CSV_has_a_line_for_each_group_and_is_safe_to_open()
    {
        await SpendAsync("=cmd|'/c calc'!A1", "gpt-5-mini", turns: 1);
        await SpendAsync("a,\"b\"", "gpt-5", turns: 1);

        var result = await RunAsync("usage", "--by", "user", "--csv");

        Assert.Equal(
            [
                "user,calls,tool_calls,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,total_tokens,cost_usd,unpriced_calls,unreported_calls",
                "\"a,\"\"b\"\"\",1,0,10,4,5,2,15,0.000058,0,0",
                "'=cmd|'/c calc'!A1,1,0,10,4,5,2,15,0.0000116,0,0",
            ],
            result.Lines);
    }

    [Fact]
    public async Task A_model_without_a_price_is_warned_of_until_a_file_prices_it()
    {
        await SpendAsync("ines", "gpt-of-tomorrow", turns: 2);
        var file = Path.Combine(Folder, "prices.json");
        await File.WriteAllTextAsync(file, """{ "prices": [ { "provider": "openai", "model": "gpt-of-tomorrow", "input": 1000, "output": 2000 } ] }""");

        var unpriced = await RunAsync("usage");
        var priced = await RunAsync("usage", "--prices", file);

        Assert.Equal("colloquy: warning: no price is known for openai/gpt-of-tomorrow, and the cost leaves out 2 calls. --prices takes a file with prices.\n", unpriced.Error);
        Assert.Matches(@"(?m)^gpt-of-tomorrow .* \?$", unpriced.Output);
        Assert.Equal("", priced.Error);
        Assert.Matches(@"(?m)^gpt-of-tomorrow .* \$0\.0400$", priced.Output);
    }

    [Fact]
    public async Task What_a_deleted_conversation_spent_stays_spent()
    {
        await SpendAsync("ines", "gpt-5", turns: 1);
        await RunAsync("sessions", "delete", "ines-talk", "--user", "ines", "--yes");

        Assert.Matches(@"(?m)^- +\(deleted\) +1 ", (await RunAsync("usage", "--by", "session")).Output);
    }

    [Theory]
    [InlineData(2, "--by", "nonsense")]
    [InlineData(2, "--by", "turn")]
    [InlineData(2, "--by", "branch")]
    [InlineData(2, "--branch", "main")]
    [InlineData(2, "--json", "--csv")]
    [InlineData(2, "--session", "ines-talk", "--branch", "main", "--since", "1d")]
    [InlineData(2, "--session", "ines-talk", "--branch", "main", "--by", "branch")]
    [InlineData(2, "--prices", "/no/such/file")]
    [InlineData(2, "--since", "yesterday")]
    [InlineData(3, "--session", "nope")]
    [InlineData(3, "--session", "ines-talk", "--user", "ines", "--branch", "nope")]
    public async Task What_cannot_be_added_up_is_one_line_and_a_code(int exitCode, params string[] options)
    {
        await SpendAsync("ines", "gpt-5", turns: 1);

        var result = await RunAsync(["usage", .. options]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private async Task SpendAsync(string user, string model, int turns)
    {
        Model = new PricedModel(model);
        await RunAsync(string.Concat(Enumerable.Range(1, turns).Select(turn => $"Question {turn}\n")), ["chat", "--user", user, "--session", $"{user}-talk"]);
        Model = null;
    }

    private async Task<int> CallsAsync(params string[] options) => (await RunJsonAsync(["usage", .. options])).GetProperty("total").GetProperty("calls").GetInt32();
}
