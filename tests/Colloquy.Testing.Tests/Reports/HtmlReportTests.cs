using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e\u2066\u0000\u001b\u0085\ud800\u2028";

    [Fact]
    public void Everything_that_a_person_looks_for_is_on_the_page()
    {
        var html = HtmlReport.Render(SampleRuns.Small, new HtmlReportOptions { Baseline = SampleRuns.SmallBaseline, History = SampleRuns.History });

        string[] wanted =
        [
            "1 failed, 1 error, 1 blocked of 11 tests", "$0.00744", "4,440", "Cost of judges", "$0.0008",
            "Leaderboard", "33 %", "Since the run of 2026-05-03 12:00 UTC", "Newly failing", "Trend", "Not in the trend",
            "trip-savings", "[model-a]", "replayed", "stand-in", "live", "+4 messages → 4 total", "4 carried in",
            "What was I saving for, again?", "You are saving for a rainy day.", "The answer contains &#39;Lisbon&#39;.", "The answer is short, warm", "from_account: &quot;checking&quot;",
            "It needs the turn Select, which has no answer.", "TimeoutException", "The item &#39;Ridge&#39; is out of stock.",
            "Sequence diagram", "Compare model-a with model-b", "3 of 3 turns differ", "Compare with the baseline", "Session state: 1 change", "model call",
            "data-f=\"diff\"", "Skip to the results",
        ];
        Assert.All(wanted, text => Assert.Contains(text, html));
    }

    [Fact]
    public void A_turn_that_follows_an_approval_or_a_refusal_says_so_and_the_name_of_its_agent_is_not_broken()
    {
        var turns = new[] { true, false }.Select((approved, index) => SampleRuns.Turn(index + 1, "Goes on", "", "Done.", 0, 2) with { Input = null, Approved = approved, Agent = "pharmacist" }).ToArray();

        var html = HtmlReport.Render(SampleRuns.Of("approvals", [SampleRuns.Conversation("approvals", null, AnswerOrigin.Live, turns)]));

        Assert.Contains("<p class=\"ev\">The calls that the turn before waited for were approved.</p>", html);
        Assert.Contains("<p class=\"ev\">The calls that the turn before waited for were refused.</p>", html);
        Assert.Contains(".msg > b { color: var(--soft); font-weight: 500; font-size: .86rem; padding-top: .4rem; overflow-wrap: break-word; }", html);
    }

    [Fact]
    public void The_page_names_no_other_place()
    {
        var html = HtmlReport.Render(SampleRuns.Small);

        Assert.DoesNotContain("http://", html);
        Assert.DoesNotContain("https://", html);
        Assert.All(Reference().Matches(html), reference => Assert.True(reference.Value.Contains("=\"#", StringComparison.Ordinal) || reference.Value.Contains("=\"data:,", StringComparison.Ordinal), reference.Value));
        Assert.Contains("default-src 'none'", html);
    }

    [Fact]
    public void Text_that_would_break_a_page_is_shown_as_text()
    {
        var turn = SampleRuns.Turn(1, Hostile, Hostile, Hostile, 0, 2, [SampleRuns.Call(Hostile, """{"</script>":"</script>"}""", Hostile, Hostile)], [SampleRuns.Check(Hostile, Hostile, TestOutcome.Failed, Hostile, Hostile)]) with { Agent = Hostile, Reason = Hostile };
        var run = SampleRuns.Of(Hostile, [.. Enumerable.Range(0, 45).Select(i => SampleRuns.Conversation(Hostile + i, Hostile, AnswerOrigin.Live, turn) with { Reason = Hostile, Cassette = Hostile })]);

        var html = HtmlReport.Render(run, new HtmlReportOptions { Baseline = run });

        Assert.Equal(1 + 15, Scripts().Count(html));
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain(html, character => character is '\u202e' or '\u2066' or '\0' or '\u001b' or '\u0085' or '\u2028' || char.IsSurrogate(character));
        Assert.Contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;⟨U+202E⟩⟨U+2066⟩␀␛⟨U+0085⟩\ufffd⟨U+2028⟩", html);
    }

    [Fact]
    public void An_answer_of_a_million_characters_is_cut_and_says_so()
    {
        var run = SampleRuns.Of("long", [SampleRuns.Conversation("long", null, AnswerOrigin.Live, SampleRuns.Turn(1, "Long", "Say much.", new string('x', 1_000_000), 0, 2))]);

        var html = HtmlReport.Render(run);

        Assert.InRange(html.Length, 20_000, 100_000);
        Assert.Contains("… cut: 20,000 of 1,000,000 characters.", html);
    }

    [Fact]
    public void Five_hundred_conversations_with_long_answers_stay_under_ten_megabytes()
    {
        var long_ = string.Concat(Enumerable.Repeat("A long answer about Lisbon. ", 200));
        var run = SampleRuns.Large(500);
        run = run with { Conversations = [.. run.Conversations.Select(one => one with { Turns = [.. one.Turns.Select(turn => turn with { Answer = long_ })] })] };

        var html = HtmlReport.Render(run);

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 5_000_000, 10_000_000);
        Assert.Equal(500, html.Split("<details class=\"conv ").Length - 1);
    }

    [Fact]
    public void What_is_left_out_of_a_large_page_is_said_with_the_place_where_it_is()
    {
        var long_ = string.Concat(Enumerable.Repeat("A long answer about Lisbon. ", 200));
        var run = SampleRuns.Of("banking", [.. Enumerable.Range(1, 300).SelectMany(i => new[] { "model-a", "model-b" }.Select(model => SampleRuns.TripSavings(false) with { Name = $"trip-{i:000}", Variant = model }))]);
        run = run with { Conversations = [.. run.Conversations.Select(one => one with { Turns = [.. one.Turns.Select(turn => turn with { Answer = $"{one.Variant}: {long_}" })] })] };

        var html = HtmlReport.Render(run);

        var details = LeftOutDetails().Match(html);
        var comparisons = LeftOutComparisons().Match(html);
        Assert.True(details.Success && comparisons.Success, html[..Math.Min(html.Length, 40_000)]);
        Assert.Equal(int.Parse(details.Groups[1].Value), html.Split($"The details are left out to keep the page small. They are in the JSON file of the run, {run.Id}.json.").Length - 1);
        Assert.Equal(300 - int.Parse(comparisons.Groups[1].Value), html.Split("<details class=\"cmp plain\"").Length - 1);
        Assert.Contains($"`colloquy test compare {run.Id} --variants A B` compares two variants", html);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 5_000_000, 10_000_000);
    }

    [Fact]
    public void A_page_that_is_whole_says_nothing_of_what_is_left_out()
    {
        var run = SampleRuns.Of("banking", [.. Enumerable.Range(1, 100).SelectMany(i => new[] { "model-a", "model-b" }.Select(model => SampleRuns.BuyBoots(model, fails: model == "model-b") with { Name = $"boots-{i:000}" }))]);

        var html = HtmlReport.Render(run);

        Assert.DoesNotContain("Left out", html);
        Assert.Equal(100, html.Split("Compare model-a with model-b").Length - 1);
    }

    [Fact]
    public void Two_conversations_side_by_side_show_the_state_that_differs()
    {
        var before = SampleRuns.Small with { Conversations = [.. SampleRuns.Small.Conversations.Select(one => one with { Turns = [.. one.Turns.Select(turn => turn.State is null ? turn : turn with { State = new Dictionary<string, System.Text.Json.JsonElement> { ["goal"] = System.Text.Json.JsonDocument.Parse("\"boots\"").RootElement } })] })] };

        var html = HtmlReport.Render(SampleRuns.Small, new HtmlReportOptions { Baseline = before });

        Assert.Contains("<dt>goal</dt><dd><del>&quot;boots&quot;</del> → <ins>&quot;trip&quot;</ins></dd>", html);
    }

    [Fact]
    public void A_check_of_a_judge_shows_its_version_its_computation_and_its_parts()
    {
        var check = SampleRuns.Check("knowledge retention", "No fact is lost.", TestOutcome.Failed, "0.5", "It forgot the trip.") with { Score = 0.5, Version = "3", Computation = "1 of 2 turns kept every fact", Details = [new CheckPartRecord("turn 2", "lost", 2, 0, "It does not know Lisbon.")] };

        var html = HtmlReport.Render(SampleRuns.Of("judged", [SampleRuns.Conversation("trip", null, AnswerOrigin.Live, SampleRuns.Turn(1, "Remember", "Where?", "Somewhere.", 0, 2, null, [check]))]));

        Assert.All(["version 3", "score 0.5", "1 of 2 turns kept every fact", "<b>turn 2</b> lost (0): It does not know Lisbon.", "It forgot the trip."], text => Assert.Contains(text, html));
    }

    [Fact]
    public void A_run_without_tests_says_so_and_is_not_green()
    {
        var html = HtmlReport.Render(SampleRuns.Empty);

        Assert.Contains("No tests ran", html);
        Assert.Contains("class=\"verdict e\"", html);
    }

    [Fact]
    public void Trials_show_their_rate_and_what_does_not_count()
    {
        var trials = Enumerable.Range(1, 6).Select(i => SampleRuns.TripSavings(fails: i is 2 or 3) with { Trial = i, Blame = i == 3 ? Blame.Simulator : null }).ToList();

        var html = HtmlReport.Render(SampleRuns.Of("trials", trials));

        Assert.Contains("4 of 5 trials passed, pass rate 0.38–0.96 with 95 % confidence, 1 not counted, flaky", html);
        Assert.Contains("blame: simulated user", html);
    }

    [GeneratedRegex("(href|src|action|url)=\"[^\"]*")]
    private static partial Regex Reference();

    [GeneratedRegex("Left out to keep the page small:</b> the details of ([0-9]+) conversations")]
    private static partial Regex LeftOutDetails();

    [GeneratedRegex("Left out to keep the page small:</b> ([0-9]+) comparisons of variants: trip-[0-9]+, model-a with model-b")]
    private static partial Regex LeftOutComparisons();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();
}
