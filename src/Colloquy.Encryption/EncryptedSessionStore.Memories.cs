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
        if (put.Key is { } name && keys.All.Count > 1)
            await TakeOverAsync(put.Owner, name, keys, cancellationToken).ConfigureAwait(false);
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
        if (keys is null)
            return null;

        // While the owner is given a new key, the memory can have the name under either, and be renamed meanwhile.
        foreach (var ownerKey in keys.All.Count == 1 ? keys.All : keys.All.Concat(keys.All))
        {
            if (await Memories.FindAsync(owner, MemoryForm.NameOf(ownerKey, "key", key), cancellationToken).ConfigureAwait(false) is { } item)
                return (await OpenAsync(owner, [item], cancellationToken).ConfigureAwait(false))[0];
        }

        return null;
    }

    /// <inheritdoc />
    public async ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        using var keys = listing.WithoutVectorLike is null ? null : await _owners.FindAsync(listing.Owner.Owner, cancellationToken).ConfigureAwait(false);
        List<MemoryVector> like = [];
        foreach (var key in keys?.All ?? [])
        {
            using var sealing = new MemorySealing(listing.Owner, key);
            like.Add(sealing.Like(listing.WithoutVectorLike!));
        }

        var page = await Memories.ListAsync(like.Count == 0 ? listing : listing with { WithoutVectorLike = like[0] }, cancellationToken).ConfigureAwait(false);
        var items = like.Count > 1 ? await WithoutAsync(listing.Owner, page.Items, like, cancellationToken).ConfigureAwait(false) : page.Items;
        return page with { Items = await OpenAsync(listing.Owner, items, cancellationToken).ConfigureAwait(false) };
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
        List<string> models = [.. (keys?.All ?? []).Select(key => MemoryForm.NameOf(key, "model", vector.Model))];
        using var opening = new MemoryOpening(owner, _owners);
        await foreach (var items in ReadAllAsync(owner, cancellationToken).ConfigureAwait(false))
        {
            total += items.Count;
            if (Inner.GetService<IOwnerCopy>() is not { } copies)
                continue;

            var vectors = await copies.ReadVectorsAsync(owner, [.. items.Select(item => item.Id)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < vectors.Count; i++)
            {
                if (vectors[i] is not { } hidden || !models.Contains(hidden.Model))
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
        for (var last = ""; ;)
        {
            if (await Memories.ReadAsync(owner, [id], cancellationToken).ConfigureAwait(false) is not [var item] || item.Version != version || EnvelopeText.Decode(item.Text) is not { Length: >= Envelope.Overhead } text)
                return false;

            // The vector is bound to the encrypted text, which can have been encrypted anew in between, at the same version.
            if (item.Text == last)
                return true;

            using var keys = await _owners.UseAsync(owner.Owner, isFresh: last.Length > 0, cancellationToken).ConfigureAwait(false);
            using var sealing = new MemorySealing(owner, keys.Newest);
            if (!await Memories.SetVectorAsync(owner, id, version, sealing.Seal(vector, text), cancellationToken).ConfigureAwait(false))
                return false;
            last = item.Text;
        }
    }

    /// <inheritdoc />
    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => Memories.ForgetAsync(owner, id, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => Memories.ClearAsync(owner, cancellationToken);

    /// <summary>Gives a memory that has its name under another of the owner's keys the name under the newest, so that it is replaced and not stored beside.</summary>
    private async ValueTask TakeOverAsync(MemoryOwner owner, string key, OwnerKeys keys, CancellationToken cancellationToken)
    {
        var rekeying = new MemoryRekeying(Inner, _owners);
        foreach (var older in keys.All.Skip(1))
        {
            while (await Memories.FindAsync(owner, MemoryForm.NameOf(older, "key", key), cancellationToken).ConfigureAwait(false) is { } item)
            {
                if (await rekeying.WriteAsync(owner, item, keys.Newest, cancellationToken).ConfigureAwait(false) is not null)
                    break;
            }
        }
    }

    /// <summary>Leaves out the memories that have a vector.</summary>
    private async ValueTask<IReadOnlyList<MemoryItem>> WithoutAsync(MemoryOwner owner, IReadOnlyList<MemoryItem> items, List<MemoryVector> like, CancellationToken cancellationToken)
    {
        if (Inner.GetService<IOwnerCopy>() is not { } copies)
            return items;

        var vectors = await copies.ReadVectorsAsync(owner, [.. items.Select(item => item.Id)], cancellationToken).ConfigureAwait(false);
        return [.. items.Where((_, i) => !like.Exists(vector => vectors[i] is { } stored && stored.Model == vector.Model && stored.Dimension == vector.Dimension))];
    }

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
