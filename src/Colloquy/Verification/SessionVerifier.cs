namespace Colloquy;

/// <summary>Verifies the log of a session in a store, page by page.</summary>
internal sealed class SessionVerifier(ISessionStore store, SessionKey key, VerifyOptions options)
{
    private const int PageSize = 1_000;

    private readonly ChainCheck _check = new(key, options);
    private readonly HashSet<Digest> _contents = [];

    public async Task<SessionVerification> RunAsync(CancellationToken cancellationToken)
    {
        var record = await GetAsync(cancellationToken).ConfigureAwait(false);
        var first = record.CreatedAt;
        await ReadAsync(record, cancellationToken).ConfigureAwait(false);

        // A prune that came meanwhile explains payloads that are not there any more.
        while (_check.Failure is null && await GetAsync(cancellationToken).ConfigureAwait(false) is { } now && now.Pruned > record.Tip)
            await ReadAsync(record = now, cancellationToken).ConfigureAwait(false);
        if (_check.Failure is null)
            await CheckRestAsync(record, cancellationToken).ConfigureAwait(false);

        // What does not fit may be another session, when this one was deleted meanwhile and made again.
        var found = _check.End();
        return found.IsIntact || (await GetAsync(cancellationToken).ConfigureAwait(false)).CreatedAt == first ? found : throw new SessionNotFoundException(key);
    }

    private async ValueTask<SessionRecord> GetAsync(CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);

    private async ValueTask ReadAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        while (_check.Last < record.Tip)
        {
            LogPage page;
            try
            {
                page = await store.ReadAsync(key, LogRead.All(_check.Last) with { Limit = (int)Math.Min(PageSize, record.Tip.Value - _check.Last.Value) }, cancellationToken).ConfigureAwait(false);
            }
            catch (CorruptDataException e)
            {
                // Entries before the one that cannot be read may not fit either.
                page = await ReadBeforeAsync(e, cancellationToken).ConfigureAwait(false);
            }

            foreach (var entry in page.Entries)
            {
                if (!_check.Take(entry) || !await CheckContentAsync(entry, cancellationToken).ConfigureAwait(false))
                    return;
            }

            options.Progress?.Report(new EntryProgress(_check.Last.Value, record.Tip.Value));
            if (page.Entries.Count == 0)
            {
                if (_check.Failure is null && await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is null)
                    throw new SessionNotFoundException(key);
                _check.FailEntry(_check.Last.Next, $"is not there, and the session's record says that the log has {record.Tip} entries");
                return;
            }
        }
    }

    private async ValueTask<LogPage> ReadBeforeAsync(CorruptDataException e, CancellationToken cancellationToken)
    {
        var before = e.Position.Value - _check.Last.Value - 1;
        if (before > 0)
        {
            try
            {
                return await store.ReadAsync(key, LogRead.All(_check.Last) with { Limit = (int)Math.Min(PageSize, before) }, cancellationToken).ConfigureAwait(false);
            }
            catch (CorruptDataException earlier)
            {
                e = earlier;
            }
        }

        _check.FailEntry(e.Position, e.Problem);
        return new LogPage([], null);
    }

    /// <summary>Checks the content that is stored outside the log and that an entry refers to.</summary>
    private async ValueTask<bool> CheckContentAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (entry.Kind != EntryKind.ModelCall && entry.Payload.Span.IndexOf("colloquy.blob"u8) < 0)
            return true;

        foreach (var reference in BlobReferences.Find(entry.Payload.Span))
        {
            if (!_contents.Add(reference.Hash))
                continue;

            Blob? blob;
            try
            {
                blob = await store.GetBlobAsync(key, reference.Hash, cancellationToken).ConfigureAwait(false);
            }
            catch (CorruptDataException e)
            {
                _check.FailEntry(entry.Position, $"refers to content {reference.Hash}, which {e.Problem}");
                return false;
            }

            if (blob is null ? reference.IsCertain : Digest.Of(blob.Bytes.Span) != reference.Hash)
            {
                if (blob is null && await IsPrunedAsync(entry.Position, cancellationToken).ConfigureAwait(false))
                    return true;

                _check.FailEntry(entry.Position, $"refers to content {reference.Hash}, which {(blob is null ? "is not there" : "does not match its hash")}");
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an entry was pruned since it was read.</summary>
    private async ValueTask<bool> IsPrunedAsync(Position position, CancellationToken cancellationToken) =>
        (await store.ReadAsync(key, LogRead.All(position.Previous) with { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Entries is [{ IsPruned: true }, ..];

    /// <summary>Checks what the store has beside the log: the record, the branches, and the usage of calls.</summary>
    private async ValueTask CheckRestAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        if (_check.Chain != record.Chain)
            _check.Fail(default, "The session's record has another chain than its last entry.");
        if (record.Head > record.Tip)
            _check.Fail(default, $"The session's record points at position {record.Head}, after the last entry at position {record.Tip}.");

        // What was written meanwhile is not in the record that was verified.
        var now = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (now.Tip < record.Tip)
            throw new SessionNotFoundException(key);
        if (now.Tip == record.Tip && (await store.ReadAsync(key, LogRead.All(record.Tip) with { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Entries is [var beyond]
            && (await store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Tip < beyond.Position)
            _check.FailEntry(beyond.Position, $"is behind the end of the log, which has {record.Tip} entries by the session's record");
        var branches = await store.GetBranchesAsync(key, name: null, cancellationToken).ConfigureAwait(false);
        var tip = (await GetAsync(cancellationToken).ConfigureAwait(false)).Tip;
        foreach (var branch in branches.Where(branch => branch.Head > tip || branch.LastMove > tip))
            _check.Fail(default, $"Branch '{branch.Name}' points at position {branch.Head}, and the log ends at position {tip}: entries at the end are missing.");

        if (store.GetService<IUsageLedger>() is { } ledger)
            await CheckUsageAsync(ledger, now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CheckUsageAsync(IUsageLedger ledger, SessionRecord record, CancellationToken cancellationToken)
    {
        for (UsageRecord? last = null; ;)
        {
            var page = await ledger.ReadUsageAsync(key, last, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.FirstOrDefault(one => one.Position > record.Tip) is { } beyond && (await store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Tip < beyond.Position)
                _check.Fail(beyond.Position, $"The usage of a model call at position {beyond.Position} is recorded, and the log ends at position {record.Tip}: entries at the end are missing.");
            if (page.Count < PageSize)
                return;
            last = page[^1];
        }
    }
}
