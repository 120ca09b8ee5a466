namespace Colloquy.Testing;

/// <summary>Represents a check that a text of another conversation is nowhere in this one: not in what was sent to models, not in calls of tools or their results, and not in answers.</summary>
public sealed class NoFactLeaksCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="texts">The texts, such as a name that only the other conversation has; at least one. They are found as whole words, without regard to case.</param>
    public NoFactLeaksCheck(params IReadOnlyList<string> texts) => Texts = GivenTexts.Of(texts);

    /// <summary>Gets the texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Gets the conversation that the texts come from, in which each must be; null when that is not checked.</summary>
    public Conversation? Source { get; init; }

    /// <inheritdoc />
    public override string Name => "no fact leaks";

    /// <inheritdoc />
    public override string Expected => $"{string.Join(" and ", Texts.Select(text => $"'{text}'"))} of {(Source is null ? "another conversation" : $"'{Source.FullName}'")} {(Texts.Count == 1 ? "is" : "are")} nowhere";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Turns.Count == 0)
            return CannotTell("The conversation has no turn. Say something first.");

        foreach (var text in Texts)
        {
            if (Source is not null && !Source.Messages.Any(message => WholeWord.IsIn(message, text)))
                return CannotTell($"'{text}' is not in the conversation '{Source.FullName}', so it cannot leak from there.");
            if (subject.Turns.FirstOrDefault(turn => turn.Input.Any(message => WholeWord.IsIn(message, text))) is { } said)
                return CannotTell($"'{text}' was said in turn {said.Number} of this conversation, so that finding it proves nothing. Use a text that only the other conversation has.");
            if (subject.Turns.Select(turn => PlaceOf(turn, text)).FirstOrDefault(place => place is not null) is { } place)
                return Fail($"'{text}' is in {place}");
        }

        return Pass();
    }

    private static string? PlaceOf(TurnResult turn, string text)
    {
        for (var index = 0; index < turn.ModelCalls.Count; index++)
        {
            var call = turn.ModelCalls[index];
            if (call.Options?.Instructions is { } instructions && WholeWord.IsIn(instructions, text))
                return $"the instructions that were sent to the model in turn {turn.Number}";
            if (call.Messages.FirstOrDefault(message => WholeWord.IsIn(message, text)) is { } sent)
                return $"what was sent to the model in turn {turn.Number}, in a message of {sent.Role}: {ReadableText.OneLine(sent.Text, 200)}";
        }

        if (turn.ToolCalls.FirstOrDefault(call => WholeWord.IsIn(ToolResultText.Write(call.Arguments), text) || WholeWord.IsIn(call.ResultText, text)) is { } tool)
            return $"a call of turn {turn.Number}: {Transcript.ToText(tool)}";
        return WholeWord.IsIn(turn.Text, text) || turn.Output.Any(message => WholeWord.IsIn(message, text)) ? $"the answer of turn {turn.Number}: '{ReadableText.OneLine(turn.Text, 200)}'" : null;
    }
}
