using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Testing.Tests.Trials;

public sealed class GateTests
{
    [Fact]
    public void A_gate_that_is_met_exits_with_0()
    {
        var gate = GateFile.Parse("""
            {
              "$schema": "https://example.org/gate.json",
              "version": 1,
              // Together, and one by one.
              "all": { "passRate": 0.85, "invalidTrials": 1 },
              "each": { "passRate": 0.8, "passToTheK": { "k": 3, "atLeast": 0.4 } },
              "conversations": { "trip": { "passRateLowerBound": 0.7, "costPerConversation": 0.1, "latencySeconds": 2 } }
            }
            """);

        var result = gate.Evaluate([Result("trip", 10, 0), Result("shop", 8, 2)]);

        Assert.Equal((GateOutcome.Met, 0), (result.Outcome, result.ExitCode));
        Assert.Equal(
            ["all: passRate", "all: invalidTrials", "trip: passRateLowerBound", "trip: costPerConversation", "trip: latencySeconds", "shop: passRate", "shop: passToTheK"],
            result.Verdicts.Select(verdict => $"{verdict.Conversation ?? "all"}: {verdict.Threshold}"));
    }

    public static TheoryData<string, string> Missed => new()
    {
        { "\"passRate\": 0.9", "trip: the pass rate is 0.8, and at least 0.9 is required." },
        { "\"passRateLowerBound\": 0.5", "trip: the lower bound of the pass rate is 0.4902, and at least 0.5 is required." },
        { "\"passToTheK\": { \"k\": 3, \"atLeast\": 0.5 }", "trip: pass^3 is 0.4667, and at least 0.5 is required." },
        { "\"costPerConversation\": 0.05", "trip: the mean cost of a conversation in USD is 0.1, and at most 0.05 is allowed." },
        { "\"latencySeconds\": 1", "trip: the duration that 95 % of the turns do not exceed, in seconds, is 1.5, and at most 1 is allowed." },
        { "\"invalidTrials\": 0", "trip: the number of invalid trials is 1, and at most 0 is allowed." },
    };

    [Theory]
    [MemberData(nameof(Missed))]
    public void A_threshold_that_is_missed_says_what_was_measured_and_exits_with_1(string threshold, string sentence)
    {
        var result = GateFile.Parse($$"""{ "version": 1, "each": { {{threshold}} } }""").Evaluate([Result("trip", 8, 2, invalid: 1)]);

        Assert.Equal((GateOutcome.Missed, 1), (result.Outcome, result.ExitCode));
        Assert.Equal(sentence, result.Verdicts[0].Sentence);
    }

    [Fact]
    public void What_the_results_do_not_show_is_undecided_and_exits_with_2()
    {
        var gate = GateFile.Parse("""{ "version": 1, "each": { "passToTheK": { "k": 20, "atLeast": 0.1 } }, "conversations": { "trap": { "passRate": 0.1 }, "free": { "costPerConversation": 1 } } }""");
        var free = Result("free", 2, 0);

        var result = gate.Evaluate([Result("trip", 10, 0), free with { Trials = [free.Trials[0], free.Trials[1] with { Cost = null }] }]);

        Assert.Equal((GateOutcome.Undecided, 2), (result.Outcome, result.ExitCode));
        Assert.Equal(
            [
                "trip: pass^20 is not defined: pass^20 needs 20 trials that count, and there are 10. Run more trials, or set passToTheK only for the conversations that have them, under \"conversations\".",
                "free: the mean cost of a conversation in USD is not defined: the cost of a trial is not known. Add the price of its model, or leave costPerConversation out.",
                "The gate names the conversation 'trap', which the results do not contain. Run it, or correct the name.",
            ],
            result.Verdicts.Select(verdict => verdict.Sentence));
    }

    [Fact]
    public void Trials_that_were_not_run_are_never_green()
    {
        var gate = GateFile.Parse("""{ "version": 1, "all": { "passRate": 0.5 } }""");
        var whole = Result("trip", 3, 0);
        var part = whole with { Trials = [.. whole.Trials, new Trial { Number = 4, Outcome = TrialOutcome.NotRun, Reason = "The budget is spent." }] };

        Assert.Equal(0, gate.Evaluate([whole]).ExitCode);
        Assert.Equal(2, gate.Evaluate([part]).ExitCode);
        Assert.Equal(0, gate.Evaluate([part with { StoppedEarly = true }]).ExitCode);
        Assert.Equal(2, gate.Evaluate([Result("trip", 0, 0, invalid: 3)]).ExitCode);
        Assert.Equal(2, gate.Evaluate([]).ExitCode);
    }

    [Fact]
    public void A_variant_can_have_thresholds_of_its_own()
    {
        var gate = GateFile.Parse("""{ "version": 1, "conversations": { "shop": { "passRate": 1 }, "shop[b]": { "passRate": 0.5 } } }""");

        var result = gate.Evaluate([Result("shop", 2, 0) with { Variant = "a" }, Result("shop", 1, 1) with { Variant = "b" }]);

        Assert.Equal(0, result.ExitCode);
    }

    public static TheoryData<string, int?, string> Refused => new()
    {
        { "{ \"version\": 1,\n \"all\": { \"pasRate\": 1 } }", 2, "'pasRate' is not a threshold. Thresholds are: passRate, " },
        { "{ \"version\": 1,\n\n \"al\": {} }", 3, "'al' is not a part of a gate." },
        { "{ \"version\": 1, \"all\": {\n \"passRate\": 1.5 } }", 2, "'passRate' must be a number from 0 to 1." },
        { "{ \"version\": 1, \"all\": {\n \"passRate\": \"0.9\" } }", 2, "'passRate' must be a number from 0 to 1." },
        { "{ \"version\": 1, \"all\": {\n \"passRate\": null } }", 2, "'passRate' must be a number from 0 to 1." },
        { "{ \"version\": 1, \"all\": {\n \"invalidTrials\": 1.5 } }", 2, "'invalidTrials' must be a whole number of at least 0." },
        { "{ \"version\": 1, \"all\": {\n \"invalidTrials\": -1 } }", 2, "'invalidTrials' must be a whole number of at least 0." },
        { "{ \"version\": 1, \"all\": {\n \"costPerConversation\": 1e300 } }", 2, "'costPerConversation' must be a number from 0 to 1000000." },
        { "{ \"version\": 1, \"all\": {\n \"passToTheK\": { \"k\": 0, \"atLeast\": 1 } } }", 2, "'k' must be a whole number of at least 1." },
        { "{ \"version\": 1, \"all\": {\n \"passToTheK\": { \"k\": 3 } } }", 2, "passToTheK needs both k and atLeast." },
        { "{ \"version\": 1, \"all\": {\n \"passRate\": 1,\n \"passRate\": 0 } }", 3, "'passRate' is there twice. Remove one." },
        { "{ \"version\": 1, \"all\":\n [] }", 2, "'all' must be an object in braces." },
        { "{ \"version\": 1, \"all\": {} }", 1, "'all' has no threshold, so anything would pass it." },
        { "{\n \"version\": 2, \"all\": { \"passRate\": 1 } }", 2, "version 2 is newer than this library, which reads version 1." },
        { "{ \"all\": { \"passRate\": 1 } }", null, "the version is missing." },
        { "{ \"version\": 1 }", null, "the gate has no threshold, so anything would pass it." },
        { "{ \"version\": 1,\n \"all\": { \"passRate\": 1 }", 2, "this is not JSON." },
        { "", 1, "this is not JSON." },
        { "[]", 1, "A gate must be an object in braces." },
        { "{ \"version\": 1, \"all\": { \"passRate\": 1 } }\n{}", 2, "this is not JSON." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_gate_that_is_not_understood_is_refused_with_its_line(string json, int? line, string sentence)
    {
        var error = Assert.Throws<GateFileException>(() => GateFile.Parse(json));

        Assert.Equal(line, error.Line);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        if (line is not null)
            Assert.Contains($"line {line}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Contains("gone.json", Assert.Throws<GateFileException>(() => GateFile.Load("gone.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_schema_has_the_thresholds_that_are_read()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/schemas/colloquy-gate.v1.schema.json")));
        var thresholds = schema.RootElement.GetProperty("$defs").GetProperty("thresholds").GetProperty("properties");

        foreach (var threshold in thresholds.EnumerateObject())
        {
            var value = threshold.Value.GetProperty("type").GetString() == "object" ? """{ "k": 1, "atLeast": 1 }""" : "1";
            Assert.NotNull(GateFile.Parse($$"""{ "version": 1, "all": { "{{threshold.Name}}": {{value}} } }""").All);
        }

        Assert.Equal(typeof(GateThresholds).GetProperties().Length, thresholds.EnumerateObject().Count());
        Assert.Equal(["$schema", "version", "all", "each", "conversations"], schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void The_gate_of_the_documentation_is_met_by_a_run_that_holds_other_conversations_once()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/testing/trials.md"));
        var gate = GateFile.Parse(page.Split("```json", 2)[1].Split("```", 2)[0]);

        var result = gate.Evaluate([Result("pay-for-lisbon", 20, 0), Result("buy-boots", 1, 0)]);

        Assert.True(result.Outcome == GateOutcome.Met, result.Describe());
        Assert.Contains(result.Verdicts, verdict => verdict.Threshold == "passToTheK");
    }

    [Fact]
    public void A_threshold_that_is_not_defined_says_what_to_do()
    {
        var once = Result("trip", 1, 0);

        var result = GateFile.Parse("""{ "version": 1, "each": { "passToTheK": { "k": 3, "atLeast": 0.5 }, "costPerConversation": 1 } }""").Evaluate([once with { Trials = [once.Trials[0] with { Cost = null }] }]);

        Assert.Equal(
            [
                "trip: pass^3 is not defined: pass^3 needs 3 trials that count, and there is 1. Run more trials, or set passToTheK only for the conversations that have them, under \"conversations\".",
                "trip: the mean cost of a conversation in USD is not defined: the cost of a trial is not known. Add the price of its model, or leave costPerConversation out.",
            ],
            result.Verdicts.Select(verdict => verdict.Sentence));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static TrialsResult Result(string name, int passed, int failed, int invalid = 0) => new()
    {
        Name = name,
        Trials =
        [
            .. Enumerable.Range(1, passed + failed + invalid).Select(i => new Trial
            {
                Number = i,
                Outcome = i <= passed ? TrialOutcome.Passed : i <= passed + failed ? TrialOutcome.Failed : TrialOutcome.Invalid,
                Cost = 0.1m,
                TurnDurations = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5)],
            }),
        ],
    };
}
