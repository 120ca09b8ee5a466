namespace Colloquy.Storage;

/// <summary>One session in memory: its entries by position, and what the store knows of it. Guarded by its own lock.</summary>
internal sealed class InMemorySession
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly InMemorySpending _spending;
    private readonly InMemoryOwnerState _owners;
    private readonly SessionLimits _limits;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<CommitId, CommitReceipt> _receipts = [];
    private readonly SortedDictionary<string, BranchHead> _branches = new(Utf8Order.Instance) { [BranchHead.Main] = new(BranchHead.Main, Position.Start) };
    private readonly Dictionary<Digest, Blob> _blobs = [];
    private readonly SortedDictionary<string, List<Entry>> _state = new(Utf8Order.Instance);
    private readonly Func<string, BranchHead?> _findBranch;
    private readonly Func<Digest, bool> _hasBlob;
    private readonly Func<Position, Position> _segmentOf;
    private LeaseState _lease = LeaseState.Free;
    private SessionRecord _record;
    private bool _retired;

    public InMemorySession(SessionKey key, TimeProvider time, InMemorySpending spending, InMemoryOwnerState owners, SessionLimits limits)
    {
        _time = time;
        _spending = spending;
        _owners = owners;
        _limits = limits;
        _findBranch = _branches.GetValueOrDefault;
        _hasBlob = _blobs.ContainsKey;
        _segmentOf = position => At(position).Segment;
        var now = Now();
        _record = new SessionRecord { Key = key, CreatedAt = now, UpdatedAt = now, Chain = EntryHash.Seed(key) };
    }

    /// <summary>Makes a session of what was copied.</summary>
    public InMemorySession(SessionKey key, SessionPart whole, TimeProvider time, InMemorySpending spending, InMemoryOwnerState owners, SessionLimits limits)
        : this(key, time, spending, owners, limits)
    {
        foreach (var entry in whole.Entries)
            Add(entry);
        foreach (var branch in whole.Facts!.Branches)
            _branches[branch.Name] = branch;
        foreach (var blob in whole.Blobs)
            _blobs.TryAdd(blob.Hash, blob);
        foreach (var (id, receipt) in whole.Receipts)
            _receipts.TryAdd(id, receipt);
        var details = whole.Facts!.Details;
        _record = whole.ToRecord(key, limits) with { Details = details with { Metadata = new Dictionary<string, string>(details.Metadata) } };
    }

    public SessionRecord Record
    {
        get
        {
            lock (_gate)
                return _record.AsOf(_time.GetUtcNow());
        }
    }

    /// <summary>Returns the session as it is at this moment.</summary>
    public SessionPart Copy()
    {
        lock (_gate)
        {
            return new SessionPart
            {
                Entries = [.. _entries],
                Blobs = [.. _blobs.Values],
                Usage = _spending.Read(_record.Key.Id, after: null, int.MaxValue),
                Receipts = [.. _receipts],
                Facts = new SessionFacts
                {
                    CreatedAt = _record.CreatedAt,
                    UpdatedAt = _record.UpdatedAt,
                    Branches = [.. _branches.Values],
                    Branch = _record.Branch,
                    Activity = _record.Activity,
                    Details = _record.Details,
                    Retention = _record.Retention,
                },
            };
        }
    }

    public SessionDetails? Describe(SessionDetails details)
    {
        lock (_gate)
        {
            if (details.Version != _record.Details.Version)
                return null;

            var metadata = ReferenceEquals(details.Metadata, _record.Details.Metadata) ? details.Metadata : new Dictionary<string, string>(details.Metadata);
            _record = _record with { Details = details with { Metadata = metadata, Version = details.Version + 1 } };
            return _record.Details;
        }
    }

    public CommitReceipt Commit(Commit commit)
    {
        lock (_gate)
        {
            if (_retired)
                throw new SessionNotFoundException(_record.Key);
            if (_receipts.TryGetValue(commit.Id, out var first))
                return first with { Repeated = true };

            var target = CommitTarget.Of(_record, _lease, _findBranch, _hasBlob, _time.GetUtcNow()) with { Limits = _limits };
            commit.EnsureFits(target);
            _owners.Put(commit.Puts);
            _record = commit.ApplyTo(_record, target, _segmentOf);

            for (var i = 0; i < commit.Entries.Count; i++)
                Add(commit.Entries[i]);
            for (var i = 0; i < commit.Heads.Count; i++)
                _branches[commit.Heads[i].Name] = commit.Heads[i];
            foreach (var blob in commit.Blobs)
                _blobs.TryAdd(blob.Hash, blob);
            _spending.Keep(_record.Key.Id, commit.Usage);
            if (commit.ReleasesLease)
                _lease = _lease.Released();
            if (commit.Prune is { } prune)
                Prune(prune);

            var receipt = commit.ToReceipt();
            _receipts.Add(commit.Id, receipt);
            return receipt;
        }
    }

    public bool Rewrite(SessionRewrite rewrite)
    {
        lock (_gate)
        {
            if (_retired || !rewrite.Fits(_record.Details))
                return false;

            foreach (var entry in rewrite.Entries)
                Rewrite(entry);
            foreach (var (hash, blob) in rewrite.Blobs)
                Rewrite(hash, blob);
            return rewrite.Details is not { } details || Describe(details with { Version = rewrite.Expected.Version }) is not null;
        }
    }

    public void Keep(IReadOnlyList<UsageRecord> records)
    {
        lock (_gate)
            _spending.Keep(_retired ? null : _record.Key.Id, records);
    }

    public LogPage Read(LogRead read)
    {
        lock (_gate)
        {
            EnsureNotBeyondTip(read.Head ?? Position.Start);
            return read.Backward ? ReadBack(read) : ReadForth(read);
        }
    }

    public IReadOnlyList<Entry> ReadState(Position head, string? stateKey)
    {
        lock (_gate)
        {
            EnsureNotBeyondTip(head);
            var keys = stateKey is null ? [.. _state.Keys] : new List<string> { stateKey };
            var found = new List<Entry>(keys.Count);
            foreach (var key in keys)
            {
                if (_state.TryGetValue(key, out var writes) && FindNewest(writes, head) is { } entry)
                    found.Add(entry);
            }

            return found;
        }
    }

    public IReadOnlyList<BranchHead> Branches(string? name)
    {
        lock (_gate)
        {
            if (name is null)
                return [.. _branches.Values];
            return _branches.TryGetValue(name, out var branch) ? [branch] : [];
        }
    }

    public Blob? FindBlob(Digest hash)
    {
        lock (_gate)
            return _blobs.GetValueOrDefault(hash);
    }

    public LeaseAnswer Lease(LeaseRequest request)
    {
        lock (_gate)
        {
            if (_retired)
                throw new SessionNotFoundException(_record.Key);

            _lease = _lease.Apply(request, _time.GetUtcNow(), out var answer);
            _record = _record.WithLease(_lease);
            return answer;
        }
    }

    public SessionRecord Retain(Func<SessionRecord, DateTimeOffset, RetentionPolicy?> change)
    {
        lock (_gate)
        {
            if (_retired)
                throw new SessionNotFoundException(_record.Key);

            _record = _record with { Retention = change(_record, _time.GetUtcNow()) };
            return _record.AsOf(_time.GetUtcNow());
        }
    }

    /// <summary>Refuses what comes after a deletion, from writers that found the session before it.</summary>
    /// <returns>False when only an expired session is to be deleted, and this one is not.</returns>
    public bool Retire(bool onlyExpired)
    {
        lock (_gate)
        {
            if (onlyExpired && _record.Retention?.IsExpired(_record.UpdatedAt, _time.GetUtcNow()) != true)
                return false;

            RetentionPolicy.EnsureMayDelete(_record, _time.GetUtcNow());
            _lease.EnsureFree(_record.Key, _time.GetUtcNow());
            _retired = true;
            _spending.Delete(_record.Key.Id);
            return true;
        }
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private void EnsureNotBeyondTip(Position head)
    {
        if (head > _record.Tip)
            throw new ArgumentOutOfRangeException(nameof(head), $"The head {head} is beyond the tip {_record.Tip} of session {_record.Key}.");
    }

    private Entry At(Position position) => _entries[(int)(position.Value - 1)];

    private void Add(Entry entry)
    {
        _entries.Add(entry);
        if (entry.Kind != EntryKind.State || entry.Subject is null)
            return;

        if (!_state.TryGetValue(entry.Subject, out var writes))
            _state.Add(entry.Subject, writes = []);
        writes.Add(entry);
    }

    private void Rewrite(Entry rewritten)
    {
        var index = (int)(rewritten.Position.Value - 1);
        if (index >= _entries.Count || _entries[index] is not { IsPruned: false } before || before.Payload.Length != rewritten.Payload.Length)
            return;

        var after = before with { Salt = rewritten.Salt, Payload = rewritten.Payload };
        _entries[index] = after;
        if (after.Kind == EntryKind.State && after.Subject is { } key)
            _state[key][_state[key].FindIndex(entry => entry.Position == after.Position)] = after;
    }

    private void Rewrite(Digest hash, Blob blob)
    {
        if (!_blobs.Remove(hash, out var before) || _blobs.TryAdd(blob.Hash, blob))
            return;

        _record = _record with { BytesOutsideLog = _record.BytesOutsideLog - before.Bytes.Length };
    }

    private void Prune(PruneOrder prune)
    {
        var (bytes, beside, entries) = (0L, 0L, 0L);
        foreach (var range in prune.Ranges)
        {
            for (var position = range.First; position <= range.Last; position = position.Next)
            {
                var entry = At(position);
                if (!prune.Kinds.Contains(entry.Kind))
                    continue;

                bytes += entry.Payload.Length;
                entries += entry.IsPruned ? 0 : 1;
                _entries[(int)(position.Value - 1)] = entry with { Payload = default, Salt = default };
            }
        }

        foreach (var hash in prune.Blobs)
            beside += _blobs.Remove(hash, out var blob) ? blob.Bytes.Length : 0;
        _record = _record with { Bytes = _record.Bytes - bytes, BytesOutsideLog = _record.BytesOutsideLog - beside, Entries = _record.Entries - entries };
    }

    private LogPage ReadBack(LogRead read)
    {
        var found = new List<Entry>(Math.Min(read.Limit, 64));
        var position = read.Head!.Value;
        while (!position.IsStart)
        {
            var entry = At(position);
            if (read.Wants(entry.Kind))
            {
                if (found.Count == read.Limit)
                    return new LogPage(found, position);
                found.Add(Shape(entry, read));
            }

            position = entry.Parent;
        }

        return new LogPage(found, null);
    }

    private LogPage ReadForth(LogRead read)
    {
        var found = new List<Entry>(Math.Min(read.Limit, 64));
        foreach (var range in RangesAfter(read))
        {
            for (var position = range.First; position <= range.Last; position = position.Next)
            {
                var entry = At(position);
                if (!read.Wants(entry.Kind))
                    continue;
                if (found.Count == read.Limit)
                    return new LogPage(found, found[^1].Position);
                found.Add(Shape(entry, read));
            }
        }

        return new LogPage(found, null);
    }

    private List<PositionRange> RangesAfter(LogRead read)
    {
        if (read.Head is null)
            return [new PositionRange(read.After.Next, _record.Tip)];

        var ranges = new List<PositionRange>();
        for (var last = read.Head.Value; last > read.After; last = At(At(last).Segment).Parent)
        {
            var first = At(last).Segment;
            ranges.Add(new PositionRange(first > read.After ? first : read.After.Next, last));
        }

        ranges.Reverse();
        return ranges;
    }

    /// <summary>Steps down the line and the writes together, so that neither is walked further than the other.</summary>
    private Entry? FindNewest(List<Entry> writes, Position head)
    {
        var index = writes.Count - 1;
        for (var last = head; !last.IsStart; last = At(At(last).Segment).Parent)
        {
            while (index >= 0 && writes[index].Position > last)
                index--;
            if (index < 0)
                return null;
            if (writes[index].Position >= At(last).Segment)
                return writes[index];
        }

        return null;
    }

    private static Entry Shape(Entry entry, LogRead read) =>
        read.HeadersOnly ? entry with { Payload = default, Salt = default } : entry;
}
