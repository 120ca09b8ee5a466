namespace Colloquy.Testing.Tests.Judges;

/// <summary>Conversations with a bank's agent of few words, and a judge whose answers are scripted.</summary>
internal static class JudgeModel
{
    public static ScriptedModel Answering(string json) => new(_ => new(ChatRole.Assistant, json));

    /// <summary>Answers in turn; the last answer again and again.</summary>
    public static ScriptedModel Answering(params string[] json)
    {
        var index = 0;
        return new(_ => new(ChatRole.Assistant, json[Math.Min(index++, json.Length - 1)]));
    }

    public static string Criterion(string verdict, double score, string reasoning = "because") => FormattableString.Invariant($$"""{"reasoning":"{{reasoning}}","verdict":"{{verdict}}","score":{{score}}}""");

    public static string Turns(params (int Turn, string Verdict)[] turns) => $$"""{"turns":[{{string.Join(',', turns.Select(turn => $$"""{"turn":{{turn.Turn}},"reasoning":"because","verdict":"{{turn.Verdict}}"}"""))}}]}""";

    /// <summary>Starts a conversation whose agent counts, with a judge of this model.</summary>
    public static Task<Conversation> StartAsync(IChatClient? judge, Action<ConversationBuilder>? more = null) => Conversation.StartAsync("judged", conversation =>
    {
        conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools });
        if (judge is not null)
            conversation.AddModel("judge", judge);
        more?.Invoke(conversation);
    });
}
