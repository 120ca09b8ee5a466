using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests;

public sealed class UsageChartTests : CliTest
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Bars_of_the_cost_by_day_show_days_without_a_call_too()
    {
        await SpendOnDaysAsync(1, 0, 4);

        var result = await InWindowAsync("usage", "--chart");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            [
                "Day              Cost",
                "2026-05-01  $0.000058  ███████████████",
                "2026-05-02         $0",
                "2026-05-03  $0.000232  ████████████████████████████████████████████████████████████",
                "",
                "All         $0.000290",
            ],
            result.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Bars_of_tokens_are_drawn_by_what_they_are_grouped_by()
    {
        await SpendAsync("ines", 2);
        await SpendAsync("marek", 1);
        Width = 60;

        var result = await InWindowAsync("usage", "--chart", "tokens", "--by", "user");

        Assert.Matches(@"(?m)^User   Tokens$", result.Output);
        Assert.Matches(@"(?m)^ines       30  █{45}$", result.Output);
        Assert.Matches(@"(?m)^marek      15  █{22}▌$", result.Output);
    }

    [Fact]
    public async Task A_pipe_gets_the_figures_and_bars_only_when_they_are_asked_for()
    {
        await SpendAsync("ines", 1);

        var figures = await RunAsync("usage", "--chart", "tokens", "--by", "user");
        var bars = await RunAsync("usage", "--chart", "tokens", "--by", "user", "--ascii");

        Assert.Equal("User  Tokens\nines      15\n\nAll       15\n", figures.Output);
        Assert.Equal($"User  Tokens\nines      15  {new string('#', 60)}\n\nAll       15\n", bars.Output);
        Assert.DoesNotContain('\e', figures.Output + bars.Output);
    }

    [Fact]
    public async Task A_terminal_that_knows_ASCII_alone_gets_no_more()
    {
        await SpendAsync("ines", 1);
        Variables["LANG"] = "C";

        Assert.Matches(@"(?m)^ines +15  #+$", (await InWindowAsync("usage", "--chart", "tokens", "--by", "user")).Output);
    }

    [Fact]
    public async Task Where_names_leave_no_room_each_has_a_line_of_its_own()
    {
        await SpendAsync("ada.lovelace@example.com", 1);
        Width = 30;

        var result = await InWindowAsync("usage", "--chart", "tokens", "--by", "session");

        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 30));
        Assert.Contains("ada.lovelace@example.com", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  15  █+$", result.Output);
    }

    [Fact]
    public async Task Without_a_known_cost_the_bars_are_of_tokens()
    {
        Model = new PricedModel("gpt-of-tomorrow");
        await RunAsync("Hello\n", ["chat"]);

        var result = await InWindowAsync("usage", "--chart");

        Assert.StartsWith("Day         Tokens\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("no price is known for openai/gpt-of-tomorrow", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_spent_is_said_in_words()
    {
        await SeedAsync(new SessionKey("chat"), "Hello");

        Assert.Equal("No model calls.\n", (await InWindowAsync("usage", "--chart")).Output);
    }

    [Theory]
    [InlineData("--chart", "--json")]
    [InlineData("--csv", "--chart")]
    [InlineData("--chart", "money")]
    [InlineData("--chart", "")]
    public async Task A_line_that_cannot_be_drawn_is_a_usage_error(params string[] options)
    {
        var result = await RunAsync(["usage", .. options]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: --chart ", result.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> InWindowAsync(params string[] args) => RunAsync(TextReader.Null, interactive: true, [.. args, "--no-pager"]);

    private async Task SpendAsync(string user, int turns)
    {
        Model = new PricedModel("gpt-5");
        await RunAsync(string.Concat(Enumerable.Range(1, turns).Select(turn => $"Question {turn}\n")), ["chat", "--user", user, "--session", "talk"]);
        Model = null;
    }

    /// <summary>Runs so many turns on each day from the first of May.</summary>
    private async Task SpendOnDaysAsync(params int[] turns)
    {
        Time = _clock;
        foreach (var count in turns)
        {
            if (count > 0)
                await SpendAsync("ines", count);
            _clock.Advance(TimeSpan.FromDays(1));
        }
    }
}
