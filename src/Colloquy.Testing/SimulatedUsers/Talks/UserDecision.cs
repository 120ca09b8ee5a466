namespace Colloquy.Testing;

/// <summary>What a simulated user decides to do next.</summary>
internal enum UserStep
{
    Say,
    GoalReached,
    GiveUp,
}

/// <summary>A decision of a simulated user. It ends a talk by a decision, and not by a word in what it says.</summary>
internal sealed record UserDecision(UserStep Step, string Text, string Reason)
{
    public const string Schema = """
        {"type":"object","properties":{
          "reason":{"type":"string"},
          "decision":{"type":"string","enum":["say","goal reached","give up"]},
          "text":{"type":"string"}},
         "required":["reason","decision","text"],"additionalProperties":false}
        """;

    public static UserDecision Parse(string json)
    {
        var answer = StrictAnswer.Parse(json, Schema, "simulated user");
        var (reason, decision, text) = (answer.Text("reason"), answer.OneOf("decision", "say", "goal reached", "give up"), answer.Text("text", mayBeEmpty: true));
        answer.End();
        if (decision == "say" && string.IsNullOrWhiteSpace(text))
            throw new JudgeException("The simulated user decided to say something, and said nothing.");

        return new UserDecision(decision switch { "say" => UserStep.Say, "goal reached" => UserStep.GoalReached, _ => UserStep.GiveUp }, text, reason);
    }
}
