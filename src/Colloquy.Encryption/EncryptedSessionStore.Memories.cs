namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore : IMemoryStore
{
    private IMemoryStore Memories => Require<IMemoryStore>();

    /// <inheritdoc />
    public async ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        using var keys = await _owners.UseAsync(put.Owner.Owner, isFresh: false, cancellationToken).ConfigureAwait(false);
        using var sealing = new MemorySealing(put.Owner, keys.Newest);
        var item = await Memories.PutAsync(sealing.Seal(put), cancellationToken).ConfigureAwait(false);
        return item with { Key = put.Key, Text = put.Text, Metadata = new Dictionary<string, string>(put.Metadata) };
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) =>
        await OpenAsync(owner, await Memories.ReadAsync(owner, ids, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        using var keys = await _owners.FindAsync(owner.Owner, cancellationToken).ConfigureAwait(false);
        if (keys is null || await Memories.FindAsync(owner, MemoryForm.NameOf(keys.Newest, "key", key), cancellationToken).ConfigureAwait(false) is not { } item)
            return null;
        return (await OpenAsync(owner, [item], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc />
    public async ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (listing.WithoutVectorLike is { } vector)
        {
            using var keys = await _owners.FindAsync(listing.Owner.Owner, cancellationToken).ConfigureAwait(false);
            if (keys is not null)
            {
                using var sealing = new MemorySealing(listing.Owner, keys.Newest);
                listing = listing with { WithoutVectorLike = sealing.Like(vector) };
            }
        }

        var page = await Memories.ListAsync(listing, cancellationToken).ConfigureAwait(false);
        return page with { Items = await OpenAsync(listing.Owner, page.Items, cancellationToken).ConfigureAwait(false) };
    }

    /// <inheritdoc />
    public async ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count, nameof(terms));
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        List<MemoryCandidate> found = [];
        var (total, counts) = (0L, new int[terms.Count]);
        await foreach (var stored in ReadAllAsync(owner, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in await OpenAsync(owner, stored, cancellationToken).ConfigureAwait(false))
            {
                total++;
                if (MemoryCandidate.Find(item.Id, MemoryPut.WordsOf(item.Key, item.Text).Span, terms, anyTerm) is { } match && (anyTerm ? IsWanted(match, counts, limit) : found.Count < limit))
                    found.Add(match);
            }
        }

        return new MemoryCandidates(found, total);
    }

    /// <inheritdoc />
    public async ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (total, nearest) = (0L, new NearestMemories(limit));
        List<MemoryId> unreadable = [];
        using var keys = await _owners.FindAsync(owner.Owner, cancellationToken).ConfigureAwait(false);
        var model = keys is null ? null : MemoryForm.NameOf(keys.Newest, "model", vector.Model);
        using var opening = new MemoryOpening(owner, _owners);
        await foreach (var items in ReadAllAsync(owner, cancellationToken).ConfigureAwait(false))
        {
            total += items.Count;
            if (Inner.GetService<IOwnerCopy>() is not { } copies)
                continue;

            var vectors = await copies.ReadVectorsAsync(owner, [.. items.Select(item => item.Id)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < vectors.Count; i++)
            {
                if (vectors[i] is not { } hidden || hidden.Model != model)
                    continue;
                if (await opening.OpenAsync(items[i], hidden, cancellationToken).ConfigureAwait(false) is not { } other)
                    unreadable.Add(items[i].Id);
                else if (other.Model == vector.Model && other.Dimension == vector.Dimension)
                    nearest.Add(items[i].Id, vector.SimilarityTo(other.Values));
            }
        }

        return new MemoryCandidates(nearest.ToList(), total) { Compared = nearest.Compared, Unreadable = unreadable };
    }

    /// <inheritdoc />
    public async ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        if (await Memories.ReadAsync(owner, [id], cancellationToken).ConfigureAwait(false) is not [var item] || item.Version != version || EnvelopeText.Decode(item.Text) is not { Length: >= Envelope.Overhead } text)
            return false;

        using var keys = await _owners.UseAsync(owner.Owner, isFresh: false, cancellationToken).ConfigureAwait(false);
        using var sealing = new MemorySealing(owner, keys.Newest);
        return await Memories.SetVectorAsync(owner, id, version, sealing.Seal(vector, text), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => Memories.ForgetAsync(owner, id, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => Memories.ClearAsync(owner, cancellationToken);

    /// <summary>Whether a match is among the newest of one of its terms.</summary>
    private static bool IsWanted(MemoryCandidate match, int[] counts, int room)
    {
        var isWanted = false;
        for (var i = 0; i < counts.Length; i++)
        {
            if (match.Counts[i] > 0)
                isWanted |= counts[i]++ < room;
        }

        return isWanted;
    }

    /// <summary>Reads all memories as they are stored, those that were stored last first.</summary>
    private async IAsyncEnumerable<IReadOnlyList<MemoryItem>> ReadAllAsync(MemoryOwner owner, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (MemoryPage? page = null; page is null || page.Next is not null;)
        {
            page = await Memories.ListAsync(new MemoryListing(owner) { Before = page?.Next, Limit = MemoryListing.MaxLimit }, cancellationToken).ConfigureAwait(false);
            yield return page.Items;
        }
    }

    private async ValueTask<List<MemoryItem>> OpenAsync(MemoryOwner owner, IReadOnlyList<MemoryItem> items, CancellationToken cancellationToken)
    {
        using var opening = new MemoryOpening(owner, _owners);
        List<MemoryItem> opened = new(items.Count);
        foreach (var item in items)
            opened.Add(await opening.OpenAsync(item, cancellationToken).ConfigureAwait(false));
        return opened;
    }
}
