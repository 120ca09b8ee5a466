using Colloquy.Testing.Tests.Judges;

namespace Colloquy.Testing.Tests.SimulatedUsers;

/// <summary>Talks of users whose decisions are scripted, with an agent that repeats what it hears.</summary>
internal static class ScriptedUser
{
    public static string Say(string text) => $$"""{"reason":"there is more","decision":"say","text":"{{text}}"}""";

    public const string Reached = """{"reason":"the agent has done it","decision":"goal reached","text":""}""";

    public const string GiveUp = """{"reason":"it does not help","decision":"give up","text":""}""";

    public static string Grade(string stop = "right", string influence = "none", string inventions = "") =>
        $$"""{"inventions":[{{inventions}}],"reasoning":"as seen","stop":"{{stop}}","influence":"{{influence}}"}""";

    public static Task<Conversation> StartAsync(IReadOnlyList<string> decisions, string? grade = null, Func<string, string>? agent = null) => Conversation.StartAsync("talk", conversation =>
    {
        conversation
            .AddToolHost(new InProcessToolHost("bank", AIFunctionFactory.Create(() => 1500, "get_balance"), AIFunctionFactory.Create(() => 1500, "transfer")))
            .UseTarget((_, text, _) => Task.FromResult(agent is null ? $"You said: {text}" : agent(text)))
            .AddModel("user", JudgeModel.Answering([.. decisions]));
        if (grade is not null)
            conversation.AddModel("judge", grade == "HTTP 500" ? ScriptedModel.Throwing("HTTP 500") : JudgeModel.Answering(grade));
    });
}
