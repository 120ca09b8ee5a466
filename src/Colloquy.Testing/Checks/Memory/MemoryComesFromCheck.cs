namespace Colloquy.Testing;

/// <summary>Represents a counterfactual check of memory: the agent answers a question by what was said in one turn. The question is asked on a fork of the conversation, where the answer must contain the fact, and again on a fork without the turn, where it must not.</summary>
/// <remarks>An answer that is hard-coded, guessed, or known from elsewhere stays the same without the turn, and the check fails. Where later turns repeat the fact, they are left out of the second fork, too. The conversation itself stays as it is. The check makes two turns, with model calls of their own.</remarks>
public sealed class MemoryComesFromCheck : Check
{
    /// <summary>Initializes a check.</summary>
    /// <param name="turn">The number of the turn that told the fact, from 1.</param>
    /// <param name="question">The question, which must not contain the fact.</param>
    /// <param name="answerContains">The fact, as the answer words it. Case makes no difference.</param>
    /// <exception cref="ArgumentException">The question contains the fact.</exception>
    public MemoryComesFromCheck(int turn, string question, string answerContains)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turn, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        ArgumentException.ThrowIfNullOrWhiteSpace(answerContains);
        if (WholeWord.IsIn(question, answerContains))
            throw new ArgumentException($"The question contains '{answerContains}', so that an answer proves no memory. Ask without it.", nameof(question));
        (Turn, Question, AnswerContains) = (turn, question, answerContains);
    }

    /// <summary>Gets the number of the turn that told the fact.</summary>
    public int Turn { get; }

    /// <summary>Gets the question.</summary>
    public string Question { get; }

    /// <summary>Gets the fact, as the answer words it.</summary>
    public string AnswerContains { get; }

    /// <inheritdoc />
    public override string Name => "memory comes from";

    /// <inheritdoc />
    public override string Expected => $"the answer to '{Question}' contains '{AnswerContains}', and does not without turn {Turn}";

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var conversation = subject.Conversation;
        var turns = conversation.Turns;
        if (Turn > turns.Count)
            return CannotTell($"The conversation has {turns.Count} turns, so turn {Turn} cannot have told the fact.");
        if (turns.Take(Turn - 1).FirstOrDefault(HasFact) is { } earlier)
            return CannotTell($"'{AnswerContains}' is in turn {earlier.Number} already, so that leaving out turn {Turn} proves nothing. Name the turn that told it first.");
        if (!HasFact(turns[Turn - 1]))
            return CannotTell($"'{AnswerContains}' is not in turn {Turn}, so it cannot be remembered from there. Word it as it was said.");

        var with = await AskAsync(await conversation.ForkAsync(cancellationToken: cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (!WholeWord.IsIn(with, AnswerContains))
            return Fail($"the answer does not contain '{AnswerContains}': '{ReadableText.OneLine(with, 300)}'");

        var isRepeated = turns.Skip(Turn).Any(HasFact);
        var fork = isRepeated ? conversation.ForkAsync(Turn - 1, cancellationToken) : conversation.ForkWithoutTurnAsync(Turn, cancellationToken);
        var without = await AskAsync(await fork.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var left = isRepeated ? $"without turn {Turn} and those after it, which repeat the fact," : $"without turn {Turn}";
        return WholeWord.IsIn(without, AnswerContains)
            ? Fail($"{left} the answer still contains '{AnswerContains}': '{ReadableText.OneLine(without, 300)}'")
            : Pass($"{left} the answer is '{ReadableText.OneLine(without, 300)}'");
    }

    private bool HasFact(TurnResult turn) => turn.Input.Concat(turn.Output).Any(message => WholeWord.IsIn(message, AnswerContains));

    private async Task<string> AskAsync(Conversation fork, CancellationToken cancellationToken)
    {
        await using (fork.ConfigureAwait(false))
            return (await fork.SayAsync(Question, name: "memory question", cancellationToken: cancellationToken).ConfigureAwait(false)).Text;
    }
}
