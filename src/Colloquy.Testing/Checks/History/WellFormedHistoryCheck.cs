namespace Colloquy.Testing;

/// <summary>Represents a check that the history is well formed: as it was sent to models, and as it is stored. Each tool call has exactly one result, which follows it, no id is used twice within an exchange, and no message of the user is there more often than it was said.</summary>
/// <remarks>Of a turn, the model calls of that turn are checked, and the stored history when the turn is the newest. Calls that wait for an approval may have no result yet.</remarks>
public sealed class WellFormedHistoryCheck : Check
{
    /// <inheritdoc />
    public override string Name => "well-formed history";

    /// <inheritdoc />
    public override string Expected => "each tool call has exactly one result, and nothing is stored twice";

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        List<string> flaws = [];
        var unanswered = subject.Conversation.Turns.Where(turn => turn.Error is not null).SelectMany(turn => turn.Input).ToList();
        foreach (var turn in subject.Turns)
        {
            for (var index = 0; index < turn.ModelCalls.Count; index++)
            {
                var sent = turn.ModelCalls[index].Messages;
                flaws.AddRange(HistoryFlaws.FindUnbalanced(sent, mayEndOpen: false).Concat(HistoryFlaws.FindRepeated(sent, turn.Messages.Concat(unanswered))).Select(flaw => $"{flaw}, as sent to the model in call {index + 1} of turn {turn.Number}"));
            }
        }

        if (subject.IsCurrent)
        {
            var stored = await subject.Conversation.ReadHistoryAsync(cancellationToken).ConfigureAwait(false);
            var waits = subject.Conversation.Turns is [.., { Status: var status }] && status == TurnStatus.Waiting;
            flaws.AddRange(HistoryFlaws.FindUnbalanced(stored, waits).Concat(HistoryFlaws.FindRepeated(stored, subject.Conversation.Messages.Concat(unanswered))).Select(flaw => $"{flaw}, as stored"));
        }
        else if (subject.Turns.All(turn => turn.ModelCalls.Count == 0))
        {
            return CannotTell("The model calls of this turn are not observed, and what is stored is the history of now. Check the newest turn or the conversation.");
        }

        return flaws.Count == 0 ? Pass() : Fail(string.Join('\n', flaws.Take(10).Concat(flaws.Count > 10 ? [$"({flaws.Count - 10} more)"] : [])));
    }
}
