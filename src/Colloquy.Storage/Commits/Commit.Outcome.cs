namespace Colloquy.Storage;

public sealed partial record Commit
{
    /// <summary>Returns the receipt of the commit.</summary>
    public CommitReceipt ToReceipt() => new(Entries[0].Position, Entries[^1].Position, Entries[^1].Chain);

    /// <summary>Returns a session's record as it is after the commit. Changes nothing.</summary>
    /// <param name="before">The record before the commit.</param>
    /// <param name="target">The session that the commit was compared with (<see cref="EnsureFits"/>): branches and content before the commit, and the time.</param>
    /// <param name="segmentOf">Returns the segment of an entry that was in the log before the commit.</param>
    /// <remarks>A store that prunes subtracts what <see cref="Prune"/> removes from <see cref="SessionRecord.Entries"/>, <see cref="SessionRecord.Bytes"/> and <see cref="SessionRecord.BytesOutsideLog"/>.</remarks>
    public SessionRecord ApplyTo(SessionRecord before, in CommitTarget target, Func<Position, Position> segmentOf)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(segmentOf);

        var last = Entries[^1];
        var current = FindAfter(CurrentBranch ?? before.Branch, target);
        var head = current.Head ?? Position.Start;
        var waiting = CountWaiting(before.WaitingBranches, target.FindBranch);
        return before with
        {
            Tip = last.Position,
            Chain = last.Chain,
            Entries = before.Entries + Entries.Count,
            Bytes = before.Bytes + CountBytes(),
            BytesOutsideLog = before.BytesOutsideLog + CountBytesOutsideLog(target.HasBlob),
            Branch = current.Name,
            Head = head,
            HeadSegment = head.IsStart ? head : head > before.Tip ? Entries[(int)(head.Value - before.Tip.Value - 1)].Segment : segmentOf(head),
            LastMove = current.LastMove,
            IsWaiting = current.IsWaiting,
            WaitingBranches = waiting,
            Activity = ActivityAfter(before.Activity, waiting),
            UpdatedAt = LeavesUpdatedAt ? before.UpdatedAt : DateTimeOffset.FromUnixTimeMilliseconds(target.Now.ToUnixTimeMilliseconds()),
            Pruned = Prune is null ? before.Pruned : last.Position,
            LeasedUntil = ReleasesLease ? null : before.LeasedUntil,
            LeaseDuration = ReleasesLease ? null : before.LeaseDuration,
            InterruptRequested = !ReleasesLease && before.InterruptRequested,
            Details = Title is null || before.Details.Title is not null ? before.Details : before.Details with { Title = Title, Version = before.Details.Version + 1 },
        };
    }

    private BranchHead FindAfter(string name, in CommitTarget target)
    {
        for (var i = 0; i < Heads.Count; i++)
        {
            if (Heads[i].Name == name)
                return Heads[i];
        }

        return target.FindBranch(name) ?? throw new ArgumentException($"Session {target.Key} has no branch '{name}' to be current.");
    }
}
