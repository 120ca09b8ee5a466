namespace Colloquy.Testing;

/// <summary>Represents a check that the agent does not repeat itself: the same sentence in an answer three times or twice in a row, the same call of a tool with the same arguments more often than allowed in one turn, and, of a conversation, the same answer to different inputs.</summary>
public sealed class NoRepetitionCheck : ImmediateCheck
{
    /// <summary>Gets the most calls of one tool with the same arguments within a turn.</summary>
    /// <value>The default is 2: an agent may look before and after it acts. At least 1.</value>
    public int SameCallsAtMost { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one call is allowed."); } = 2;

    /// <inheritdoc />
    public override string Name => "no repetition";

    /// <inheritdoc />
    public override string Expected => $"no sentence, no answer and no call is repeated (a call with the same arguments at most {SameCallsAtMost} times in a turn)";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        foreach (var turn in subject.Turns)
        {
            if (RepetitionFinder.InText(turn.Text) is { } sentence)
                return Fail($"the answer of turn {turn.Number} repeats '{ReadableText.OneLine(sentence, 120)}'");
            if (turn.ToolCalls.GroupBy(call => (call.Name, ToolResultText.Write(call.Arguments))).FirstOrDefault(group => group.Count() > SameCallsAtMost) is { } same)
                return Fail($"'{same.First().Tool}' was called {same.Count()} times with the same arguments in turn {turn.Number}\n{CallNames.List(same)}");
        }

        return FindSameAnswer(subject.Turns) is { } pair ? Fail($"turn {pair.Later.Number} answers as turn {pair.Earlier.Number} does, although something else was said: '{ReadableText.OneLine(pair.Later.Text, 200)}'") : Pass();
    }

    private static (TurnResult Earlier, TurnResult Later)? FindSameAnswer(IReadOnlyList<TurnResult> turns)
    {
        List<WordedAnswer> earlier = [];
        foreach (var answer in turns.Select(turn => new WordedAnswer(turn)))
        {
            if (earlier.Find(other => other.Input != answer.Input && other.IsLike(answer)) is { } same)
                return (same.Turn, answer.Turn);
            earlier.Add(answer);
        }

        return null;
    }
}
