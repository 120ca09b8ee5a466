namespace Colloquy;

/// <summary>Finds the turns that report calls that waited behind newer turns.</summary>
internal static class OutcomeTurns
{
    /// <summary>The oldest turn behind newer ones of whose calls each is answered; null when there is none.</summary>
    public static async ValueTask<WaitingTurn?> FindReadyAsync(SessionLog log, BranchWaits waits, string branch, CancellationToken cancellationToken)
    {
        foreach (var turn in waits.Turns)
        {
            if (turn.Deferral is not null && (await ApprovalOperations.DescribeAsync(log, turn.Asked, turn.Start, branch, cancellationToken).ConfigureAwait(false)).Count == 0)
                return turn;
        }

        return null;
    }

    /// <summary>Reads the oldest turn that waits.</summary>
    public static async ValueTask<Turn> ReadOldestAsync(SessionLog log, BranchWaits waits, CancellationToken cancellationToken)
    {
        var oldest = waits.Turns[0].Deferral!;
        return await TurnReader.FindNewestAsync(log, oldest.End, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptDataException(log.Key, oldest.TurnStart, "should start a turn that waits, and is not on the line");
    }

    /// <summary>Reads what a turn is to tell that a crash cut off. The first call without an outcome may have run, and every one where the head was moved since.</summary>
    public static async ValueTask<DeferredCalls> ReadAsync(SessionLog log, DeferredTurn tells, Turn turn, CancellationToken cancellationToken)
    {
        var told = await OutcomeTurn.ReadToldAsync(log, turn.Start, turn.End, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(log, tells, told, log.Record.LastMove > turn.Start ? int.MaxValue : 1, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<DeferredCalls> ReadAsync(SessionLog log, DeferredTurn tells, HashSet<Position> told, int mayHaveRun, CancellationToken cancellationToken) =>
        await DeferredCalls.ReadAsync(log, tells, await WaitingTurn.ReadAsync(log, tells, cancellationToken).ConfigureAwait(false), told, mayHaveRun, cancellationToken).ConfigureAwait(false);

    /// <summary>What a turn was to tell, with the calls whose outcome it did not; null when its input was another.</summary>
    public static async ValueTask<DeferredTurn?> ReadLeftAsync(SessionLog log, Position start, Position head, CancellationToken cancellationToken)
    {
        if (log.Decode(await log.ReadEntryAsync(start, headerOnly: false, cancellationToken).ConfigureAwait(false)) is not TurnStartBody { Tells: { } tells })
            return null;

        var told = await OutcomeTurn.ReadToldAsync(log, start, head, cancellationToken).ConfigureAwait(false);
        return tells with { Calls = [.. tells.Calls.Where(call => !told.Contains(call.Placeholder))] };
    }
}
