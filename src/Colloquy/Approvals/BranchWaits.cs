namespace Colloquy;

/// <summary>What waits for a person at a head of a branch: turns that the conversation has gone on behind, and the newest turn.</summary>
internal sealed class BranchWaits
{
    private static readonly BranchWaits None = new([], newest: null, []);

    private BranchWaits(IReadOnlyList<WaitingTurn> turns, WaitingTurn? newest, IReadOnlyList<DeferredTurn> noted) => (Turns, Newest, Noted) = (turns, newest, noted);

    /// <summary>The turns that wait for an answer on the branch, or to go on after it, the oldest first.</summary>
    public IReadOnlyList<WaitingTurn> Turns { get; }

    /// <summary>The newest turn, when it waits or was cut off, and has no placeholders: on a fork too, where nobody can answer it.</summary>
    public WaitingTurn? Newest { get; }

    /// <summary>The turns that are noted on the line as deferred: on other branches, or told of since, too.</summary>
    public IReadOnlyList<DeferredTurn> Noted { get; }

    /// <summary>Whether nothing waits, and nothing was noted.</summary>
    public bool IsNothing => ReferenceEquals(this, None);

    /// <summary>Whether turns wait behind newer ones.</summary>
    public bool AnyDeferred => Turns.Any(turn => turn.Deferral is not null);

    /// <summary>Reads what waits at the head of a branch as a record tells it.</summary>
    public static ValueTask<BranchWaits> ReadAsync(SessionLog log, SessionRecord record, CancellationToken cancellationToken) =>
        ReadAsync(log, record.Head, new EntryWriter(record, log.Time, log.Logger), orOpen: false, cancellationToken);

    /// <summary>Reads what waits where a writer stands.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="writer">The writer; what it has written and not committed is looked at only as far as heads were moved.</param>
    /// <param name="orOpen">Whether a newest turn without an end is looked for too.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static ValueTask<BranchWaits> ReadAsync(SessionLog log, EntryWriter writer, bool orOpen, CancellationToken cancellationToken) =>
        ReadAsync(log, writer.Head, writer, orOpen, cancellationToken);

    /// <summary>Whether a turn would wait at another head of the writer's branch, to which it was moved.</summary>
    public static async ValueTask<bool> AnyAtAsync(SessionLog log, EntryWriter writer, CancellationToken cancellationToken)
    {
        writer.Waits = true;
        return (await ReadAsync(log, writer, orOpen: false, cancellationToken).ConfigureAwait(false)).Turns.Count > 0;
    }

    /// <summary>Reads what waits, of which those requests count as refused whose time has run out.</summary>
    private static async ValueTask<BranchWaits> ReadAsync(SessionLog log, Position head, EntryWriter writer, bool orOpen, CancellationToken cancellationToken)
    {
        var waits = await ReadAnsweredAsync(log, head, writer, orOpen, cancellationToken).ConfigureAwait(false);
        if (waits.IsNothing)
            return waits;

        var now = log.Time.GetUtcNow();
        waits.Newest?.Asked.Expire(now);
        foreach (var turn in waits.Turns)
            turn.Asked.Expire(now);
        return waits;
    }

    private static async ValueTask<BranchWaits> ReadAnsweredAsync(SessionLog log, Position head, EntryWriter writer, bool orOpen, CancellationToken cancellationToken)
    {
        var (branch, newest) = (writer.Branch, await WaitingTurn.ReadAsync(log, head, orOpen, cancellationToken).ConfigureAwait(false));

        // Of a turn whose calls all have results, placeholders among them, nothing is left to wait for.
        if (newest is { Waits: true, Open.Count: 0 })
            newest = null;
        if (!writer.Waits && newest is null)
            return None;

        var noted = await DeferredTurns.ReadAsync(log, head, cancellationToken).ConfigureAwait(false);
        if (newest is not null && IsAmong(noted, newest.Start))
            newest = null;

        // What waited on this branch and no longer does was told of, in turns that were taken back.
        if (!writer.Waits)
            return new BranchWaits([], newest is { Waits: true } && newest.Asked.IsFor(branch) ? newest with { WasTold = true } : newest, noted);

        var move = await HeadMoves.ReadAsync(log, writer, cancellationToken).ConfigureAwait(false);
        List<WaitingTurn> turns = [];
        foreach (var deferred in noted)
        {
            if (deferred.Branch == branch && !IsTold(move, deferred.TurnStart))
                turns.Add(await WaitingTurn.ReadAsync(log, move?.Answers is { } answers ? deferred with { Answers = [.. deferred.Answers.Union(answers)] } : deferred, cancellationToken).ConfigureAwait(false));
        }

        if (newest is { Waits: true } && newest.Asked.IsFor(branch))
        {
            newest = newest with { WasTold = IsTold(move, newest.Start) };
            if (!newest.WasTold)
                turns.Add(await newest.SeeAsync(log, move?.Answers, cancellationToken).ConfigureAwait(false));
        }

        return new BranchWaits(turns, newest, noted);
    }

    private static bool IsAmong(IReadOnlyList<DeferredTurn> deferred, Position turn) => deferred.Any(one => one.TurnStart == turn);

    private static bool IsTold(HeadMoveBody? move, Position turn) => move?.Told?.Contains(turn) == true;
}
