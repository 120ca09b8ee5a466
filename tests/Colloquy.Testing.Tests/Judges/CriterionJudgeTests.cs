using Colloquy.Models.Tests;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing.Tests.Judges;

public sealed class CriterionJudgeTests
{
    private static readonly CriterionJudge Counts = new("the agent says how many messages there are");

    [Theory]
    [InlineData("met", 1, CheckOutcome.Passed)]
    [InlineData("met", 0.5, CheckOutcome.Passed)]
    [InlineData("not met", 0.2, CheckOutcome.Failed)]
    public async Task A_judge_decides_by_its_score(string verdict, double score, CheckOutcome outcome)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion(verdict, score, "It counts.")));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.Equal((outcome, score), (result.Outcome, result.Score));
        Assert.Equal(("criterion", "1", "It counts."), (result.Name, result.Version, result.Reasoning));
        Assert.Equal("the agent says how many messages there are", result.Expected);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "", "is empty" },
        { "   ", "is empty" },
        { "I think that the agent did well.", "not the JSON" },
        { "```json\n{\"reasoning\":\"r\",\"verdict\":\"met\",\"score\":1}\n```", "not the JSON" },
        { """{"reasoning":"r","verdict":"met","score":1""", "not the JSON" },
        { """{"reasoning":"r","verdict":"met","score":1} Passed!""", "not the JSON" },
        { "[]", "not a JSON object" },
        { "null", "not a JSON object" },
        { "true", "not a JSON object" },
        { "{}", "lacks the property 'reasoning'" },
        { """{"reasoning":"r","verdict":"met"}""", "lacks the property 'score'" },
        { """{"reasoning":"","verdict":"met","score":1}""", "empty 'reasoning'" },
        { """{"reasoning":"r","verdict":"met","score":1.5}""", "not a number from 0 to 1" },
        { """{"reasoning":"r","verdict":"met","score":-1}""", "not a number from 0 to 1" },
        { """{"reasoning":"r","verdict":"met","score":1e400}""", "not a number from 0 to 1" },
        { """{"reasoning":"r","verdict":"met","score":"1"}""", "not a number from 0 to 1" },
        { """{"reasoning":"r","verdict":"met","score":null}""", "not a number from 0 to 1" },
        { """{"reasoning":"r","verdict":"yes","score":1}""", "not one of met, not met, inconclusive" },
        { """{"reasoning":"r","verdict":"met","score":1,"passed":true}""", "'passed' that it was not asked for" },
        { """{"reasoning":"r","verdict":"not met","verdict":"met","score":1}""", "not the JSON" },
        { """{"reasoning":"r","verdict":"met","score":0.2}""", "contradicts itself" },
        { """{"reasoning":"r","verdict":"not met","score":0.9}""", "contradicts itself" },
        { """{"reasoning":"It is cut.","verdict":"inconclusive","score":1}""", "'inconclusive': It is cut." },
    };

    [Fact]
    public async Task A_judge_that_answers_prose_is_told_which_form_was_asked_for()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering("It is fine."));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.EndsWith("\nThe answer that was asked for is JSON of this schema: " + """{"type":"object","properties":{"reasoning":{"type":"string"},"verdict":{"type":"string","enum":["met","not met","inconclusive"]},"score":{"type":"number","minimum":0,"maximum":1}},"required":["reasoning","verdict","score"],"additionalProperties":false}""", result.Actual, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_judge_that_answers_nonsense_is_an_error_and_not_the_agents(string answer, string reason)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(answer));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.Equal((CheckOutcome.Error, 0), (result.Outcome, result.Score));
        Assert.Contains(reason, result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_throws_is_an_error()
    {
        await using var conversation = await JudgeModel.StartAsync(ScriptedModel.Throwing("No credit."));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("No credit.", result.Actual, StringComparison.Ordinal);
        Assert.Equal(1, result.Spend?.Calls);
    }

    [Fact]
    public async Task A_judge_whose_service_answers_with_HTTP_500_is_an_error()
    {
        await using var server = await WireServer.StartAsync(WireReply.Error(500, "out of order", "server_error"), CompletionWire.Text(JudgeModel.Criterion("met", 1).Replace("\"", "\\\"", StringComparison.Ordinal)));
        using var client = Clients.Completions(server);
        await using var conversation = await JudgeModel.StartAsync(client);
        var turn = await conversation.SayAsync("hello");

        var broken = await turn.JudgeAsync(Counts);
        var whole = await turn.JudgeAsync(Counts);

        Assert.Equal(CheckOutcome.Error, broken.Outcome);
        Assert.Contains("500", broken.Actual, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Passed, whole.Outcome);
        Assert.Equal("json_schema", server.Requests[1].Text("response_format.type"));
        Assert.Equal("inconclusive", server.Requests[1].Text("response_format.json_schema.schema.properties.verdict.enum[2]"));
        Assert.Equal((20, 7), (whole.Spend?.Usage.InputTokenCount, whole.Spend?.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task A_judge_whose_answer_was_cut_is_an_error()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("{}", finish: "length"));
        using var client = Clients.Completions(server);
        await using var conversation = await JudgeModel.StartAsync(client);
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("limit of output tokens", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_does_not_answer_in_time_is_an_error()
    {
        var never = new TaskCompletionSource<EvaluationResult>();
        await using var conversation = await JudgeModel.StartAsync(null);
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(new OtherEvaluator("slow", (_, _) => never.Task), new JudgeOptions { Timeout = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("did not answer within", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_without_a_model_says_how_to_add_one()
    {
        await using var conversation = await JudgeModel.StartAsync(null);
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(Counts);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("AddModel(\"judge\"", result.Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9, CheckOutcome.Passed)]
    [InlineData(0.8, CheckOutcome.Passed)]
    [InlineData(0.75, CheckOutcome.Error)]
    [InlineData(0.7, CheckOutcome.Error)]
    [InlineData(0.65, CheckOutcome.Error)]
    [InlineData(0.6, CheckOutcome.Failed)]
    public async Task A_score_within_the_margin_of_the_threshold_decides_nothing(double score, CheckOutcome outcome)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", score)));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(new CriterionJudge("it counts") { Threshold = new(0.7, margin: 0.1) });

        Assert.Equal(outcome, result.Outcome);
        if (outcome == CheckOutcome.Error)
            Assert.Contains("too close to decide", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_that_nothing_can_pass_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new JudgeThreshold(1, margin: 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JudgeThreshold(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JudgeThreshold(0.5, margin: double.NaN));
    }

    [Fact]
    public async Task A_judge_sees_the_turn_with_the_history_before_it_and_nothing_after()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", 1)));
        await conversation.SayAsync("the first thing");
        var turn = await conversation.SayAsync("add 2");
        await conversation.SayAsync("the last thing");

        await turn.JudgeAsync(Counts);

        var sent = Assert.Single(conversation.OtherModelCalls).Messages[1].Text;
        Assert.Contains("the first thing", sent, StringComparison.Ordinal);
        Assert.Contains("""{"turn":2,"from":"agent","calls":"counter.add","arguments":{"by":2},"result":"2"}""", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("the last thing", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("call-", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_sees_the_whole_conversation_and_the_state_of_a_host()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", 1)));
        await conversation.SayAsync("add 2");
        await conversation.SayAsync("add 40");

        var result = await conversation.JudgeAsync(Counts, new JudgeOptions { HostState = { new HostLook("counter", "value") } });

        var sent = Assert.Single(conversation.OtherModelCalls).Messages[1].Text;
        Assert.Equal(CheckOutcome.Passed, result.Outcome);
        Assert.Contains("add 2", sent, StringComparison.Ordinal);
        Assert.Contains("""{"context":"State of counter: value","text":"42"}""", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_of_a_host_is_not_shown_for_a_turn_that_is_past()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", 1)));
        var turn = await conversation.SayAsync("add 2");
        await conversation.SayAsync("add 40");

        var result = await turn.JudgeAsync(Counts, new JudgeOptions { HostState = { new HostLook("counter", "value") } });

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("right after the turn", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calls_of_a_judge_are_counted_apart_from_the_agents()
    {
        await using var conversation = await Conversation.StartAsync("priced", conversation =>
        {
            conversation.Prices = new PriceTable([new ModelPrice { Provider = "test", Model = "scripted", Input = 100_000, Output = 100_000 }]);
            conversation.UseAgent(parts => new Agent(parts.Client(new Priced(ScriptedModel.Counting)))).AddModel("judge", new Priced(JudgeModel.Answering(JudgeModel.Criterion("met", 1))));
        });
        var before = await conversation.SayAsync("hello");

        var result = await before.JudgeAsync(Counts);
        await before.JudgeAsync(Counts);
        var after = await conversation.SayAsync("again");

        Assert.Equal((1.2m, 1.2m), (before.Cost, after.Cost));
        Assert.Single(after.ModelCalls);
        Assert.Equal((1, 1.2m), (result.Spend?.Calls, result.Spend?.Cost));
        Assert.Equal((2, 2.4m), (conversation.GetSpend("judge").Calls, conversation.GetSpend().Cost));
        Assert.Equal(0, conversation.GetSpend("user").Calls);
    }

    [Fact]
    public async Task An_extension_wraps_the_model_of_a_judge_under_its_name()
    {
        var names = new List<string>();
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", 1)), builder => builder.AddExtension(new Names(names)));
        var turn = await conversation.SayAsync("hello");

        await turn.JudgeAsync(Counts);
        await turn.JudgeAsync(Counts);

        Assert.Equal(["model", "other: judge"], names);
    }

    private sealed class Priced(IChatClient client) : DelegatingChatClient(client)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test") : base.GetService(serviceType, serviceKey);
    }

    private sealed class Names(List<string> names) : ConversationExtension
    {
        public override IChatClient WrapClient(IChatClient client, string name)
        {
            names.Add(name);
            return client;
        }

        public override IChatClient WrapOtherClient(IChatClient client, string name)
        {
            names.Add($"other: {name}");
            return client;
        }
    }
}
