using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/extensions-ai-evaluation.md.</summary>
public sealed class FromExtensionsAIEvaluationSnippets
{
    [Fact]
    public async Task An_evaluator_stays_as_it_is()
    {
        using var agentModel = new AnsweringModel("There are $3,000 in savings.");
        using var judgeModel = new AnsweringModel("yes");
        var evaluator = new NamesAnAmount();

        // snippet: evaluation-before
        ChatMessage[] messages = [new(ChatRole.User, "How much is in savings?")];
        var response = await agentModel.GetResponseAsync(messages);
        var result = await evaluator.EvaluateAsync(messages, response, new ChatConfiguration(judgeModel));

        Assert.False(result.Get<BooleanMetric>("Names an amount").Interpretation?.Failed ?? false);

        // snippet: end
        // snippet: evaluation-after
        await using var conversation = await Conversation.StartAsync("savings", setup => setup
            .UseChatClient(parts => parts.Client(() => agentModel))
            .AddModel("judge", () => judgeModel));

        var turn = await conversation.SayAsync("How much is in savings?");

        await turn.Expect.JudgedAsync(evaluator);

        // snippet: end
        Assert.Equal(1, conversation.GetSpend("judge").Calls);
    }

    /// <summary>The assertion of the first snippet is green with a judge that says no and does not interpret it; the check is not.</summary>
    [Fact]
    public async Task What_was_green_by_mistake_is_red()
    {
        using var agentModel = new AnsweringModel("I do not know.");
        using var judgeModel = new AnsweringModel("no");
        var evaluator = new NamesAnAmount();
        ChatMessage[] messages = [new(ChatRole.User, "How much is in savings?")];
        var response = await agentModel.GetResponseAsync(messages);

        var result = await evaluator.EvaluateAsync(messages, response, new ChatConfiguration(judgeModel));
        await using var conversation = await Conversation.StartAsync("savings", setup => setup.UseChatClient(parts => parts.Client(agentModel)).AddModel("judge", judgeModel));
        var turn = await conversation.SayAsync("How much is in savings?");

        Assert.False(result.Get<BooleanMetric>("Names an amount").Interpretation?.Failed ?? false);
        await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.JudgedAsync(evaluator));
    }

    [Fact]
    public async Task Judges_of_Colloquy_are_evaluators()
    {
        using var judgeModel = new AnsweringModel("""{"reasoning":"It names one.","verdict":"met","score":0.9}""");
        ChatMessage[] messages = [new(ChatRole.User, "How much is in savings?")];
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, "There are $3,000 in savings."));

        // snippet: evaluation-ours
        var judge = new CompositeEvaluator(new CriterionJudge("the agent names an amount"), new ToolCorrectnessJudge());

        var result = await judge.EvaluateAsync(messages, response, new ChatConfiguration(judgeModel));

        Console.WriteLine(result.Get<NumericMetric>("criterion").Value);        // 0.9

        // snippet: end
        Assert.Equal((0.9, 1), (result.Get<NumericMetric>("criterion").Value, result.Get<NumericMetric>("tool correctness").Value));
    }

    private sealed class NamesAnAmount : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Names an amount"];

        public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            var answer = await chatConfiguration!.ChatClient.GetResponseAsync($"Does this name an amount? {modelResponse.Text}", cancellationToken: cancellationToken);
            return new EvaluationResult(new BooleanMetric("Names an amount", answer.Text == "yes"));
        }
    }
}
