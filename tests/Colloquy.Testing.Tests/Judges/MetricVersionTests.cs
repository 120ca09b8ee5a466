using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Testing.Tests.Judges;

/// <summary>A score can be compared with that of yesterday only when it was made in the same way. What a judge asks is pinned here by its version: whoever changes the words, the schema or what is shown raises the version, and adds a row.</summary>
public sealed class MetricVersionTests
{
    public static TheoryData<Judge, string, string, string> Pinned => new()
    {
        { new CriterionJudge("it counts"), "criterion", "1", "95a7231c618f" },
        { new RubricJudge("service", new RubricDimension("correct", "The number is right.", 2), new RubricDimension("polite", "It is polite.")), "service", "1", "9cd525568e7e" },
        { new RoleAdherenceJudge("a counter"), "role adherence", "1", "2e5da0d861c3" },
        { new KnowledgeRetentionJudge(), "knowledge retention", "1", "8e4924325bce" },
        { new TurnRelevancyJudge(), "turn relevancy", "1", "77cd07b82eff" },
        { new ConversationCompletenessJudge(), "conversation completeness", "1", "da3c2e877c8d" },
        { new ToolCorrectnessJudge(), "tool correctness", "1", "40bb225e1761" },
    };

    [Theory]
    [MemberData(nameof(Pinned))]
    public async Task A_metric_keeps_its_name_and_a_version_its_words(Judge judge, string name, string version, string hash)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering("{}"));
        await conversation.SayAsync("add 2");
        await conversation.SayAsync("hello");

        await conversation.JudgeAsync(judge);

        var asked = string.Join('\n', conversation.OtherModelCalls.Select(call => $"{string.Join('\n', call.Messages.Select(message => message.Text))}\n{(call.Options?.ResponseFormat as ChatResponseFormatJson)?.Schema}"));
        Assert.Equal((name, version), (judge.Name, judge.Version));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{judge.Formula}\n{asked.ReplaceLineEndings("\n")}")))[..12]);
    }
}
