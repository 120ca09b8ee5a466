namespace Colloquy;

/// <summary>Checks entries one after another: positions, payloads, headers, signatures, and that a prune entry explains each payload that is missing.</summary>
internal sealed class ChainCheck(SessionKey key, VerifyOptions options)
{
    private readonly List<PositionRange> _pruned = [];
    private readonly HashSet<EntryKind> _prunedKinds = [];
    private readonly HashSet<string> _explainedKinds = [];
    private readonly SortedSet<string> _unknownKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IHeadVerifier> _keys = options.Keys.ToDictionary(one => one.KeyId, StringComparer.Ordinal);
    private readonly Queue<HeadSignature> _heads = new(options.KnownHeads.OrderBy(head => head.Position));
    private IReadOnlyList<PositionRange> _explained = [];
    private long _prunedCount;
    private int _signatures;
    private Position _signedUpTo;
    private Position _lastEnd;
    private Position _addedTurn;

    public SessionKey Key => key;

    public Digest Chain { get; private set; } = EntryHash.Seed(key);

    public Position Last { get; private set; }

    public VerificationFailure? Failure { get; private set; }

    /// <summary>Notes what does not fit. Only the first counts.</summary>
    public void Fail(Position position, string problem) => Failure ??= new VerificationFailure(position, problem);

    /// <summary>Notes that an entry does not fit.</summary>
    public void FailEntry(Position position, string problem) => Fail(position, $"The entry at position {position} {problem}.");

    /// <summary>Checks the next entry.</summary>
    /// <returns>False when it does not fit.</returns>
    public bool Take(Entry entry)
    {
        if (entry.Position != Last.Next)
            FailEntry(Last.Next, $"is not there: the entry at position {entry.Position} follows");
        else if (entry.Damage is { } damage)
            FailEntry(entry.Position, damage);
        else if (!entry.Payload.IsEmpty && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            FailEntry(entry.Position, "has a payload that does not match its hash");
        else if (EntryHash.OfChain(Chain, entry) != entry.Chain)
            FailEntry(entry.Position, "has a header that does not match its chain");
        if (Failure is not null)
            return false;

        if (entry.Payload.IsEmpty)
            TakePruned(entry);
        else if (entry.Kind == EntryKind.Signature)
            TakeSignature(entry);
        else if (entry.Kind == EntryKind.Prune && Decode(entry) is PruneBody prune)
            TakePrune(prune);
        if (EndsTurn(entry))
            _lastEnd = entry.Position;
        (Last, Chain) = (entry.Position, entry.Chain);
        while (_heads.TryPeek(out var head) && head.Position <= Last)
            TakeHead(_heads.Dequeue());
        return Failure is null;
    }

    /// <summary>Checks what can be checked only when the last entry was seen.</summary>
    public SessionVerification End()
    {
        if (Failure is null)
        {
            var explained = new PositionRanges(_explained);
            foreach (var range in _pruned)
            {
                for (var position = range.First; position <= range.Last; position = position.Next)
                {
                    if (explained.Find(position) is null)
                        FailEntry(position, "has no payload, and no prune entry says that it was removed");
                }
            }

            if (_prunedKinds.FirstOrDefault(kind => !_explainedKinds.Contains(kind.Value)) is { Value: { } other })
                Fail(default, $"Entries of kind '{other}' have no payloads, and no prune entry says that such were removed.");
            while (_heads.TryDequeue(out var head))
                Fail(head.Position, $"The log ends at position {Last}, and a head at position {head.Position} was signed: entries at the end are missing.");
            if (options.RequiresSignature && _signedUpTo < _lastEnd)
                Fail(_lastEnd, $"The turn that ended at position {_lastEnd} is covered by no signature of a known key{(_unknownKeys.Count == 0 ? "" : $"; there are signatures of {string.Join(", ", _unknownKeys.Select(id => $"'{id}'"))}")}.");
        }

        return new SessionVerification
        {
            Key = key,
            Failure = Failure,
            Entries = Last.Value,
            Pruned = _prunedCount,
            Chain = Chain,
            SignedUpTo = _signedUpTo,
            Signatures = _signatures,
            UnknownKeys = [.. _unknownKeys],
        };
    }

    /// <summary>Whether a turn may end with an entry: one that was run has an end entry, one whose messages were added ends with any of them.</summary>
    private bool EndsTurn(Entry entry)
    {
        if (entry.Kind == EntryKind.TurnStart && !entry.Payload.IsEmpty && Decode(entry) is TurnStartBody { Added: true })
            _addedTurn = entry.Position;
        return entry.Kind == EntryKind.TurnEnd || (entry.Kind == EntryKind.Message && entry.TurnStart == _addedTurn);
    }

    private void TakePrune(PruneBody prune)
    {
        _explained = prune.Total;
        _explainedKinds.UnionWith(prune.Kinds);
    }

    private void TakePruned(Entry entry)
    {
        _prunedCount++;
        _prunedKinds.Add(entry.Kind);
        if (_pruned is [.., var last] && last.Last.Next == entry.Position)
            _pruned[^1] = new PositionRange(last.First, entry.Position);
        else
            _pruned.Add(new PositionRange(entry.Position, entry.Position));
    }

    private void TakeSignature(Entry entry)
    {
        if (Decode(entry) is not SignatureBody { Head: var head })
            return;
        if (head.Position != Last || head.Chain != Chain)
            FailEntry(entry.Position, "has a signature over something else than what comes before it");
        else
            TakeSigned(head, entry.Position);
    }

    private void TakeHead(HeadSignature head)
    {
        // Heads before this entry were compared when they were reached.
        if (head.Position == Last && head.Chain != Chain)
            Fail(head.Position, $"The chain at position {head.Position} is not the one that was signed: the log was written anew.");
        else if (!_keys.ContainsKey(head.KeyId))
            Fail(head.Position, $"The known head at position {head.Position} is signed with key '{head.KeyId}', which is not among the keys.");
        else
            TakeSigned(head, head.Position);
    }

    private void TakeSigned(HeadSignature head, Position position)
    {
        if (!_keys.TryGetValue(head.KeyId, out var verifier))
        {
            _unknownKeys.Add(head.KeyId);
        }
        else if (verifier.Algorithm != head.Algorithm || !verifier.Verify(HeadSignature.ToSign(key, head.Position, head.Chain), head.Signature.Span))
        {
            Fail(position, $"The signature at position {position} was not made with key '{head.KeyId}'.");
        }
        else
        {
            _signatures++;
            _signedUpTo = head.Position > _signedUpTo ? head.Position : _signedUpTo;
        }
    }

    private EntryBody? Decode(Entry entry)
    {
        try
        {
            return entry.Decode(key);
        }
        catch (CorruptDataException e)
        {
            FailEntry(entry.Position, e.Problem);
            return null;
        }
    }
}
