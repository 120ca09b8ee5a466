namespace Colloquy.Storage;

/// <summary>Checks the parts of a session one by one, and computes its record, for a store that writes the parts as it reads them.</summary>
/// <remarks>Used by one caller at a time. A store that keeps all parts in memory uses <see cref="SessionPart.CollectAsync"/>.</remarks>
public sealed class SessionAssembler
{
    private readonly HashSet<Digest> _content = [];
    private SessionFacts? _facts;
    private Position _tip;
    private Digest? _chain;
    private Position _pruned;
    private long _entries;
    private long _bytes;
    private long _bytesOutsideLog;

    /// <summary>Adds a part, and refuses one that cannot follow the earlier ones.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="ArgumentException">
    /// Positions have a gap; an entry continues from one that does not come before it; a branch is named twice, points beyond the last entry, or is deleted and waits;
    /// there is no <c>main</c>; the current branch is not there; a text is not well-formed Unicode; the policy is not possible; a part follows the facts.
    /// </exception>
    /// <exception cref="InvalidKeyException">The name of a branch breaks the rules for names.</exception>
    public void Add(SessionPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (_facts is not null)
            throw new ArgumentException("A part follows the facts, which are the last part.", nameof(part));

        foreach (var entry in part.Entries)
            Add(entry);
        foreach (var blob in part.Blobs)
            _bytesOutsideLog += _content.Add(blob.Hash) ? blob.Bytes.Length : 0;
        if (part.Facts is { } facts)
        {
            Check(facts);
            _facts = facts;
        }
    }

    /// <summary>Returns the record of the session that the parts form.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="limits">The limits of a session's size in the store; null for none.</param>
    /// <param name="segmentOf">Returns the segment of the entry at a position.</param>
    /// <exception cref="ArgumentException">The parts ended without the facts.</exception>
    /// <exception cref="SizeLimitException">The session is larger than the limits.</exception>
    public SessionRecord ToRecord(SessionKey key, SessionLimits? limits, Func<Position, Position> segmentOf)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(segmentOf);
        var facts = _facts ?? throw new ArgumentException("The parts end without the facts, which are the last part.");
        if (_entries > limits?.MaxEntries)
            throw SizeLimitException.Session(key, SizeLimit.SessionEntries, limits.MaxEntries.Value, _entries);
        if (_bytes + _bytesOutsideLog > limits?.MaxBytes)
            throw SizeLimitException.Session(key, SizeLimit.SessionBytes, limits.MaxBytes.Value, _bytes + _bytesOutsideLog);

        var current = facts.Branches.First(branch => branch.Name == facts.Branch);
        var head = current.Head ?? Position.Start;
        var waiting = facts.Branches.Count(branch => branch.IsWaiting);
        return new SessionRecord
        {
            Key = key,
            CreatedAt = facts.CreatedAt,
            UpdatedAt = facts.UpdatedAt,
            Tip = _tip,
            Chain = _chain ?? EntryHash.Seed(key),
            Bytes = _bytes,
            BytesOutsideLog = _bytesOutsideLog,
            Entries = _entries,
            Branch = facts.Branch,
            Head = head,
            HeadSegment = head.IsStart ? Position.Start : segmentOf(head),
            LastMove = current.LastMove,
            IsWaiting = current.IsWaiting,
            WaitingBranches = waiting,
            Activity = facts.Activity is SessionActivity.Running or SessionActivity.Closed ? facts.Activity : waiting > 0 ? SessionActivity.Waiting : SessionActivity.Idle,
            Details = facts.Details,
            Pruned = _pruned,
            Retention = facts.Retention,
        };
    }

    private void Add(Entry entry)
    {
        EntryRules.Check(entry, _tip.Next);
        _tip = entry.Position;
        _chain = entry.Chain;
        _entries += entry.IsPruned ? 0 : 1;
        _bytes += entry.Payload.Length;
        if (entry.Kind == EntryKind.Prune)
            _pruned = entry.Position;
    }

    private void Check(SessionFacts facts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var branch in facts.Branches)
        {
            KeyRules.Check(branch.Name, "branch name", KeyRules.MaxIdBytes, nameof(facts.Branches));
            if (!names.Add(branch.Name))
                throw new ArgumentException($"The session has two branches '{branch.Name}'.");
            if (branch is { Head: null, IsWaiting: true })
                throw new ArgumentException($"Branch '{branch.Name}' is deleted, and cannot wait.");
            if (branch.Head > _tip || branch.LastMove > _tip)
                throw new ArgumentException($"Branch '{branch.Name}' points beyond the last entry, {_tip}.");
        }

        if (!names.Contains(BranchHead.Main) || facts.Branches.FirstOrDefault(branch => branch.Name == facts.Branch) is not { Head: not null })
            throw new ArgumentException($"The session must have a branch '{BranchHead.Main}', and a branch '{facts.Branch}' to be current.");
        facts.Details.EnsureWellFormed();
        facts.Retention?.EnsureWellFormed();
    }
}
