namespace Colloquy;

/// <summary>Answers that one commit gives to what waits on a branch.</summary>
/// <param name="writer">The commit's writer.</param>
/// <param name="waits">What waits.</param>
/// <param name="newest">The newest turn of the branch, to which entries at its head belong.</param>
internal sealed class ApprovalAnswers(EntryWriter writer, BranchWaits waits, Position newest)
{
    private readonly Dictionary<Position, List<Position>> _given = [];

    public void Add(WaitingTurn turn, ApprovalRequest asked, ApprovalAnswerBody answer)
    {
        var entry = writer.Append(answer, turn.Deferral is null ? turn.Start : newest);
        turn.Asked.Saw(entry, answer);
        if (turn.Deferral is null)
            return;

        if (!_given.TryGetValue(turn.Start, out var given))
            _given.Add(turn.Start, given = []);
        given.Add(entry.Position);
    }

    /// <summary>Adds that the time of what nobody answered has run out.</summary>
    public void AddExpired()
    {
        foreach (var turn in waits.Turns)
        {
            foreach (var asked in turn.Asked.ExpiryDue(writer.Branch).ToList())
                Add(turn, asked, asked.Answer!);
        }
    }

    /// <summary>What nobody has answered yet.</summary>
    public IReadOnlyList<(WaitingTurn Turn, ApprovalRequest Asked)> Unanswered() =>
        [.. waits.Turns.SelectMany(turn => turn.Asked.Unanswered(writer.Branch).Select(asked => (turn, asked)))];

    /// <summary>Notes the answers with the turns that wait behind newer ones, where they are found without a search.</summary>
    public void Finish()
    {
        if (_given.Count > 0)
            writer.Append(DeferredTurns.Write([.. waits.Noted.Select(noted => noted.Branch == writer.Branch && _given.TryGetValue(noted.TurnStart, out var given) ? noted with { Answers = [.. noted.Answers, .. given] } : noted)]), newest);
    }
}
