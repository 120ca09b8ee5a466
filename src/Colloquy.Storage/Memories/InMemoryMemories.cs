namespace Colloquy.Storage;

/// <summary>The memories of all owners in memory.</summary>
internal sealed class InMemoryMemories
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MemoryOwner, Owned> _owners = [];
    private long _newest;

    public MemoryItem Put(MemoryPut put)
    {
        lock (_gate)
        {
            var owned = _owners.GetValueOrDefault(put.Owner);
            var before = put.Key is not null && owned?.Keys.TryGetValue(put.Key, out var id) == true ? owned.Kept[id].Item : null;
            if (before is null && (owned?.Kept.Count ?? 0) >= put.MaxMemories)
                throw SizeLimitException.Memories(put.Owner, put.MaxMemories);

            if (owned is null)
                _owners.Add(put.Owner, owned = new Owned());
            var item = put.ToItem(before?.Id ?? new MemoryId(++_newest), before);
            owned.Kept[item.Id] = new Kept(item, put.Words, put.Vector);
            if (put.Key is not null)
                owned.Keys[put.Key] = item.Id;
            return item;
        }
    }

    public IReadOnlyList<MemoryItem> Read(MemoryOwner owner, IReadOnlyList<MemoryId> ids)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var owned) ? [.. ids.Select(id => owned.Kept.GetValueOrDefault(id)?.Item).OfType<MemoryItem>()] : [];
    }

    public MemoryItem? Find(MemoryOwner owner, string key)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var owned) && owned.Keys.TryGetValue(key, out var id) ? owned.Kept[id].Item : null;
    }

    public MemoryPage List(MemoryListing listing)
    {
        List<MemoryItem> items = [.. Read(listing.Owner)
            .Where(kept => (listing.Before is not { } before || kept.Item.Id < before) && (listing.WithoutVectorLike is not { } vector || !IsLike(kept.Vector, vector)))
            .Select(kept => kept.Item).OrderByDescending(item => item.Id).Take(listing.Limit + 1)];
        return items.Count <= listing.Limit ? new MemoryPage(items, null) : new MemoryPage(items[..^1], items[^2].Id);
    }

    public MemoryCandidates Match(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit)
    {
        var kept = Read(owner);
        List<MemoryCandidate> found = [.. kept.OrderByDescending(kept => kept.Item.Id).Select(kept => MemoryCandidate.Find(kept.Item.Id, kept.Words.Span, terms, anyTerm)).OfType<MemoryCandidate>()];
        if (!anyTerm)
            return new MemoryCandidates([.. found.Take(limit)], kept.Count);

        var ofTerms = Enumerable.Range(0, terms.Count).SelectMany(term => found.Where(match => match.Counts[term] > 0).Take(limit)).Select(match => match.Id).ToHashSet();
        return new MemoryCandidates([.. found.Where(match => ofTerms.Contains(match.Id))], kept.Count);
    }

    public MemoryCandidates FindNearest(MemoryOwner owner, MemoryVector vector, int limit)
    {
        var kept = Read(owner);
        var nearest = new NearestMemories(limit);
        foreach (var memory in kept)
        {
            if (memory.Vector is { } other && IsLike(other, vector))
                nearest.Add(memory.Item.Id, vector.SimilarityTo(other.Values));
        }

        return new MemoryCandidates(nearest.ToList(), kept.Count) { Compared = nearest.Compared };
    }

    public bool SetVector(MemoryOwner owner, MemoryId id, long version, MemoryVector vector)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var owned) || !owned.Kept.TryGetValue(id, out var kept) || kept.Item.Version != version)
                return false;

            owned.Kept[id] = kept with { Vector = vector };
            return true;
        }
    }

    public bool Rewrite(MemoryOwner owner, MemoryRewrite rewrite)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var owned) || !owned.Kept.TryGetValue(rewrite.Expected.Id, out var kept) || !rewrite.Fits(kept.Item, kept.Vector))
                return false;
            if (rewrite.Key is not null && owned.Keys.TryGetValue(rewrite.Key, out var other) && other != kept.Item.Id)
                return false;

            if (kept.Item.Key is { } before)
                owned.Keys.Remove(before);
            if (rewrite.Key is { } after)
                owned.Keys[after] = kept.Item.Id;
            var item = kept.Item with { Key = rewrite.Key, Text = rewrite.Text, Metadata = new Dictionary<string, string>(rewrite.Metadata) };
            owned.Kept[item.Id] = new Kept(item, Words: default, rewrite.Vector);
            return true;
        }
    }

    public bool Forget(MemoryOwner owner, MemoryId id)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var owned) || !owned.Kept.Remove(id, out var kept))
                return false;

            if (kept.Item.Key is { } key)
                owned.Keys.Remove(key);
            return true;
        }
    }

    public long Clear(MemoryOwner owner)
    {
        lock (_gate)
            return _owners.Remove(owner, out var owned) ? owned.Kept.Count : 0;
    }

    public IReadOnlyList<MemoryOwner> Owners()
    {
        lock (_gate)
            return [.. _owners.Where(pair => pair.Value.Kept.Count > 0).Select(pair => pair.Key)];
    }

    /// <summary>Replaces all that an owner has.</summary>
    public void Restore(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories)
    {
        lock (_gate)
        {
            var owned = new Owned();
            foreach (var (memory, vector) in memories)
            {
                var item = memory with { Id = new MemoryId(++_newest) };
                owned.Kept.Add(item.Id, new Kept(item, MemoryPut.WordsOf(item.Key, item.Text), vector));
                if (item.Key is { } key)
                    owned.Keys.Add(key, item.Id);
            }

            _owners[owner] = owned;
        }
    }

    public IReadOnlyList<MemoryVector?> ReadVectors(MemoryOwner owner, IReadOnlyList<MemoryId> ids)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var owned) ? [.. ids.Select(id => owned.Kept.GetValueOrDefault(id)?.Vector)] : new MemoryVector?[ids.Count];
    }

    public void Clear()
    {
        lock (_gate)
            _owners.Clear();
    }

    private List<Kept> Read(MemoryOwner owner)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var owned) ? [.. owned.Kept.Values] : [];
    }

    private static bool IsLike(MemoryVector? vector, MemoryVector other) => vector is not null && vector.Model == other.Model && vector.Dimension == other.Dimension;

    private sealed record Kept(MemoryItem Item, ReadOnlyMemory<byte> Words, MemoryVector? Vector);

    private sealed class Owned
    {
        public Dictionary<MemoryId, Kept> Kept { get; } = [];

        public Dictionary<string, MemoryId> Keys { get; } = new(StringComparer.Ordinal);
    }
}
