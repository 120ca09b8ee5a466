using System.Text.RegularExpressions;
using Colloquy.Offline;
using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/testing/judges.md.</summary>
public sealed partial class JudgesSnippets
{
    private const string Met = """{"reasoning":"It does.","verdict":"met","score":1}""";

    private static Task<Conversation> StartAsync(params string[] verdicts) => Conversation.StartAsync("savings", conversation =>
    {
        using var judgeModel = new AnsweringModel(verdicts);
        conversation
            .AddToolHost(new InProcessToolHost("bank", AIFunctionFactory.Create(() => new { checking = 1500, savings = 3000 }, "get_all_balances")))
            .UseTarget((_, _, _) => Task.FromResult("There are $1,500 left for Lisbon."));

        // snippet: judges-setup
        conversation.AddModel("judge", () => judgeModel);

        // snippet: end
    });

    [Fact]
    public async Task A_judge_is_asked_about_a_turn_and_a_conversation()
    {
        await using var conversation = await StartAsync(Met, """{"turns":[{"turn":1,"reasoning":"It does.","verdict":"within"}]}""");

        // snippet: judges-ask
        var turn = await conversation.SayAsync("What is left for the trip to Lisbon?");

        await turn.Expect.JudgedAsync("the agent says how much money is left");
        await conversation.Expect.JudgedAsync(new RoleAdherenceJudge("a clerk of a bank, who speaks of accounts only"));

        // snippet: end
        Assert.Equal(CheckOutcome.Passed, Assert.Single(turn.Checks).Outcome);
        Assert.Equal(CheckOutcome.Passed, Assert.Single(conversation.Checks).Outcome);
    }

    [Fact]
    public async Task A_rubric_has_weights()
    {
        await using var conversation = await StartAsync("""{"dimensions":[{"name":"correct","reasoning":"They are.","verdict":"scored","score":1},{"name":"polite","reasoning":"Mostly.","verdict":"scored","score":0.8}]}""");
        var turn = await conversation.SayAsync("What is left?");

        // snippet: judges-rubric
        var service = new RubricJudge(
            "service",
            new RubricDimension("correct", "The amounts are those of the tools.", Weight: 3) { AtLeast = 0.5 },
            new RubricDimension("polite", "The agent is polite."))
        {
            Threshold = new JudgeThreshold(0.7, margin: 0.1),
        };

        var result = await turn.JudgeAsync(service);
        Console.WriteLine($"{result.Score}: {result.Computation}");     // 0.95: (3 × 1 + 1 × 0.8) / 4 = 0.95

        // snippet: end
        Assert.Equal("0.95: (3 × 1 + 1 × 0.8) / 4 = 0.95", $"{result.Score}: {result.Computation}");
    }

    [Fact]
    public async Task An_evaluator_of_somebody_else_gets_a_threshold_and_the_state_of_a_host()
    {
        await using var conversation = await StartAsync(Met);
        var turn = await conversation.SayAsync("What is left?");
        var coherence = new Coherence();

        // snippet: judges-options
        var options = new JudgeOptions
        {
            Thresholds = { ["Coherence"] = new JudgeThreshold(4, margin: 0.5, minimum: 1, maximum: 5) },
            HostState = { new HostLook("bank", "get_all_balances") },
        };
        await turn.Expect.JudgedAsync(coherence, options);

        // snippet: end
        Assert.Equal(1, Assert.Single(turn.Checks).Score);
    }

    [Fact]
    public async Task A_judge_answers_by_a_rule()
    {
        await using var conversation = await Conversation.StartAsync("rule", conversation =>
        {
            conversation.UseTarget((_, _, _) => Task.FromResult("There are $1,500 left."));

            // snippet: judges-scripted
            conversation.AddModel("judge", () => new OfflineChatClient([new OfflineRule("judge", _ => OfflineAnswer.Say("""{"reasoning":"It names the amount.","verdict":"met","score":1}"""))]));
            // snippet: end
        });
        var turn = await conversation.SayAsync("What is left?");

        await turn.Expect.JudgedAsync("the agent names the amount");
    }

    [Fact]
    public async Task The_answers_that_the_page_shows_are_those_that_the_judges_read()
    {
        Judge[] judges = [new CriterionJudge("it says what is left"), new RubricJudge("service", new RubricDimension("polite", "It is polite.")), new RoleAdherenceJudge("a clerk"), new TurnRelevancyJudge(), new KnowledgeRetentionJudge(), new ConversationCompletenessJudge()];
        var shown = ShownAnswers().Matches(File.ReadAllText(Repository.PathOf("docs/testing/judges.md"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(judges.Select(judge => judge.GetType().Name), shown.Keys);

        foreach (var judge in judges)
        {
            await using var conversation = await StartAsync(shown[judge.GetType().Name]);
            await conversation.SayAsync("What is left?");

            await conversation.Expect.JudgedAsync(judge);
        }
    }

    [Fact]
    public async Task Several_judges_vote()
    {
        await using var conversation = await Conversation.StartAsync("panel", builder => builder
            .UseTarget((_, _, _) => Task.FromResult("You are welcome."))
            .AddModel("judge", new AnsweringModel(Met)).AddModel("judge-a", new AnsweringModel(Met)).AddModel("judge-b", new AnsweringModel(Met)).AddModel("judge-c", new AnsweringModel("no idea")));
        var turn = await conversation.SayAsync("Thanks.");

        // snippet: judges-panel
        var polite = new CriterionJudge("the agent is polite");
        var panel = new JudgePanel("polite") { { polite, "judge-a" }, { polite, "judge-b" }, { polite, "judge-c" } };

        await turn.Expect.JudgedAsync(panel);                               // three models
        await turn.Expect.JudgedAsync(JudgePanel.Repeat(polite, 3));        // one model, three times

        // snippet: end
        Assert.Equal([3, 3], turn.Checks.Select(check => check.Spend?.Calls));
    }

    [Fact]
    public async Task A_judge_is_calibrated_and_then_decides()
    {
        var folder = Directory.CreateTempSubdirectory();
        using var judgeModel = new AnsweringModel(messages => new(ChatRole.Assistant, messages[1].Text.Contains("thank", StringComparison.Ordinal) ? Met : """{"reasoning":"It is curt.","verdict":"not met","score":0}"""));
        var polite = new CriterionJudge("the agent is polite");
        var path = Path.Combine(folder.FullName, "labels.json");
        await File.WriteAllTextAsync(path, Labels());
        try
        {
            var labels = await LabelSet.LoadAsync(path);
            var report = await JudgeCalibration.RunAsync(polite, labels, judgeModel);
            Assert.Equal("criterion: agrees on 0.95 of 20 labels, kappa 0.9 (0.71 to 1); may decide", report.ToString());
            await report.SaveAsync(Path.Combine(folder.FullName, "polite.calibration.json"));
            await using var conversation = await Conversation.StartAsync("gate", builder => builder.UseTarget((_, _, _) => Task.FromResult("Yes, thank you.")).AddModel("judge", judgeModel));
            var turn = await conversation.SayAsync("Is it open?");
            var calibration = await CalibrationReport.LoadAsync(Path.Combine(folder.FullName, "polite.calibration.json"));
            await turn.Expect.JudgedAsync(polite, new JudgeOptions { Calibration = calibration, RequireCalibration = true });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The code as the page shows it, with files in the current folder.</summary>
    private static async Task CalibrateAsync(CriterionJudge polite, IChatClient judgeModel, TurnResult turn)
    {
        // snippet: judges-calibrate
        var labels = await LabelSet.LoadAsync("labels.json");
        var report = await JudgeCalibration.RunAsync(polite, labels, judgeModel);
        Console.WriteLine(report);      // criterion: agrees on 0.95 of 20 labels, kappa 0.9 (0.71 to 1); may decide

        await report.SaveAsync("polite.calibration.json");

        // snippet: end
        // snippet: judges-gate
        var calibration = await CalibrationReport.LoadAsync("polite.calibration.json");
        await turn.Expect.JudgedAsync(polite, new JudgeOptions { Calibration = calibration, RequireCalibration = true });

        // snippet: end
    }

    [Fact]
    public async Task A_judge_of_ones_own_is_asked_in_the_same_way()
    {
        await using var conversation = await StartAsync(Met);
        var turn = await conversation.SayAsync("What is left?");

        await turn.Expect.JudgedAsync(new ShortAnswers(words: 8));
        await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.JudgedAsync(new ShortAnswers(words: 3)));
    }

    [GeneratedRegex(@"^\| `(\w+Judge)` \| `(\{.+?\})`", RegexOptions.Multiline)]
    private static partial Regex ShownAnswers();

    private static string Labels() => $$"""
        {"labels":"people","transcripts":[{{string.Join(',', Enumerable.Range(1, 20).Select(number =>
        $$"""{"id":"{{number}}","label":"{{(number % 2 == 0 || number == 1 ? "pass" : "fail")}}","messages":[{"from":"agent","text":"{{(number % 2 == 0 ? "Yes, thank you." : "Yes.")}}"}]}"""))}}]}
        """;

    // snippet: judges-own
    public sealed class ShortAnswers(int words) : Judge
    {
        public override string Name => "short answers";

        public override string Version => "1";

        public override string Formula => "agent turns of few words / agent turns";

        public override string Expected => $"the agent's turns have at most {words} words";

        protected override ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
        {
            if (request.JudgedTurns.Count == 0)
                throw new JudgeException("There is no answer to judge.");

            var few = request.JudgedTurns.Count(turn => turn.AgentText.Split(' ').Length <= words);
            return new(new JudgeVerdict { Score = (double)few / request.JudgedTurns.Count, Reasoning = $"{few} turns are short." });
        }
    }

    // snippet: end
    private sealed class Coherence : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Coherence"];

        public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            var state = Assert.Single(additionalContext!.OfType<HostStateContext>());
            return new(new EvaluationResult(new NumericMetric("Coherence", state.State.GetProperty("savings").GetInt32() == 3000 ? 5 : 1)));
        }
    }
}
