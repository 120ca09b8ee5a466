namespace Colloquy.Encryption.Tests.Protection;

/// <summary>All of a session that must not be lost, as it was before a call.</summary>
internal sealed class SessionImage
{
    private readonly SessionKey _key;
    private readonly RetentionPolicy? _policy;
    private readonly IReadOnlyList<Entry> _entries;
    private readonly IReadOnlyList<BranchHead> _branches;
    private readonly IReadOnlyList<Blob> _blobs;

    private SessionImage(SessionRecord record, IReadOnlyList<Entry> entries, IReadOnlyList<BranchHead> branches, IReadOnlyList<Blob> blobs) =>
        (_key, _policy, _entries, _branches, _blobs) = (record.Key, record.Retention, entries, branches, blobs);

    public IReadOnlyList<Entry> Entries => _entries;

    public static async Task<SessionImage> TakeAsync(ISessionStore store, SessionKey key, params IEnumerable<Digest> blobs)
    {
        List<Blob> found = [];
        foreach (var hash in blobs)
            found.Add((await store.GetBlobAsync(key, hash))!);
        return new SessionImage((await store.GetAsync(key))!, await ReadAsync(store, key), await store.GetBranchesAsync(key), found);
    }

    /// <summary>Says what of the session a store does not have any more; null when all is there.</summary>
    public async Task<string?> FindLossAsync(ISessionStore store)
    {
        try
        {
            return await store.GetAsync(_key) is not { } record ? "the session is gone"
                : FindWeaker(record.Retention) ?? FindEntry(await ReadAsync(store, _key)) ?? FindBranch(await store.GetBranchesAsync(_key)) ?? await FindBlobAsync(store) ?? await VerifyAsync(store);
        }
        catch (ColloquyException unreadable)
        {
            return unreadable.Message;
        }
    }

    private string? FindWeaker(RetentionPolicy? policy)
    {
        if ((policy ?? new RetentionPolicy()).IsWeakerThan(_policy ?? new RetentionPolicy()))
            return $"the policy was {_policy} and is {policy}";
        return _policy?.Holds?.FirstOrDefault(hold => policy?.Holds?.Contains(hold) != true) is { } hold ? $"the hold '{hold.Name}' is gone" : null;
    }

    private string? FindEntry(List<Entry> now)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var before = _entries[i];
            if (i >= now.Count)
                return $"entry {before.Position} is gone";
            if (!now[i].Payload.Span.SequenceEqual(before.Payload.Span) || !now[i].Salt.Span.SequenceEqual(before.Salt.Span))
                return $"entry {before.Position}, a {before.Kind}, does not say what it said";
            if (now[i] with { Payload = default, Salt = default } != before with { Payload = default, Salt = default })
                return $"the header of entry {before.Position} is another";
        }

        return null;
    }

    private string? FindBranch(IReadOnlyList<BranchHead> now) =>
        _branches.FirstOrDefault(before => before.Head is not null && now.FirstOrDefault(branch => branch.Name == before.Name)?.Head is null) is { } gone ? $"branch '{gone.Name}' is gone" : null;

    private async Task<string?> FindBlobAsync(ISessionStore store)
    {
        foreach (var before in _blobs)
        {
            if (await store.GetBlobAsync(_key, before.Hash) is not { } blob || !blob.Bytes.Span.SequenceEqual(before.Bytes.Span))
                return $"the attachment {before.Hash} is gone";
        }

        return null;
    }

    private async Task<string?> VerifyAsync(ISessionStore store) =>
        (await (await store.FindAsync(_key))!.VerifyAsync()).Failure is { } failure ? $"the log does not verify: {failure.Problem}" : null;

    private static async Task<List<Entry>> ReadAsync(ISessionStore store, SessionKey key)
    {
        List<Entry> found = [];
        var read = LogRead.All() with { Limit = LogRead.MaxLimit };
        for (LogPage? page = null; page is null || page.Next is not null; found.AddRange(page.Entries))
            page = await store.ReadAsync(key, page is null ? read : read = read.Continue(page));
        return found;
    }
}
