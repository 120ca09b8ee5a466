namespace Colloquy;

/// <summary>Writes a session as a document, entry by entry.</summary>
internal static class SessionExport
{
    private const int PageSize = 500;

    public static async Task RunAsync(ISessionStore store, SessionKey key, Stream stream, IProgress<DocumentProgress>? progress, CancellationToken cancellationToken)
    {
        var (record, branches) = await ReadAtOneMomentAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (record.Details.Metadata.ContainsKey(DocumentNames.Import) && record.Activity == SessionActivity.Closed && record.Head.IsStart)
            throw new InvalidOperationException($"Session {key} is being imported, and is not whole. Wait until that is done, or import its document again.");

        var unknown = await UnknownFieldsReader.OpenAsync(store, record, cancellationToken).ConfigureAwait(false);
        using var writer = new DocumentWriter(stream);
        await writer.WriteHeaderAsync(record, record.Details.Metadata.Where(pair => !DocumentNames.IsOwn(pair.Key)), unknown.Of("session", ""), cancellationToken).ConfigureAwait(false);
        var pruned = await WriteEntriesAsync(store, record, writer, unknown, progress, cancellationToken).ConfigureAwait(false);
        foreach (var branch in branches)
            await writer.WriteBranchAsync(branch, unknown.Of("branch", branch.Name), cancellationToken).ConfigureAwait(false);
        await WriteUsageAsync(store, record, pruned, writer, unknown, cancellationToken).ConfigureAwait(false);
        foreach (var line in unknown.Lines)
            await writer.WriteUnknownAsync(line, cancellationToken).ConfigureAwait(false);
        await writer.WriteEndAsync(unknown.Of("end", ""), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads tip and heads as they stood at one moment: again when somebody wrote in between.</summary>
    private static async ValueTask<(SessionRecord Record, IReadOnlyList<BranchHead> Branches)> ReadAtOneMomentAsync(ISessionStore store, SessionKey key, CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        while (true)
        {
            var branches = await store.GetBranchesAsync(key, name: null, cancellationToken).ConfigureAwait(false);
            var after = await store.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
            if (after.Tip == record.Tip && after.Chain == record.Chain)
                return (record, branches);
            record = after;
        }
    }

    /// <summary>Writes the entries up to the record's tip, each behind the content that it refers to. Returns the model calls that no longer say what they used.</summary>
    private static async ValueTask<HashSet<Position>> WriteEntriesAsync(ISessionStore store, SessionRecord record, DocumentWriter writer, UnknownFieldsReader unknown, IProgress<DocumentProgress>? progress, CancellationToken cancellationToken)
    {
        var (key, chain, last) = (record.Key, EntryHash.Seed(record.Key), Position.Start);
        var (pruned, written) = (new HashSet<Position>(), new HashSet<Digest>());
        while (last < record.Tip)
        {
            var page = await store.ReadAsync(key, LogRead.All(last) with { Limit = (int)Math.Min(PageSize, record.Tip.Value - last.Value) }, cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count == 0)
                throw new SessionNotFoundException(key);

            foreach (var entry in page.Entries)
            {
                entry.Verify(key, chain);
                chain = entry.Chain;
                last = entry.Position;
                if (entry.Payload.IsEmpty && entry.Kind == EntryKind.ModelCall)
                    pruned.Add(entry.Position);
                foreach (var reference in BlobReferences.Find(entry.Payload.Span))
                {
                    if (written.Add(reference.Hash) && await FindAsync(store, key, entry.Position, reference, cancellationToken).ConfigureAwait(false) is { } blob)
                        await writer.WriteBlobAsync(blob, unknown.Of("blob", blob.Hash.ToString()), cancellationToken).ConfigureAwait(false);
                }

                await writer.WriteEntryAsync(entry, await unknown.OfEntryAsync(entry.Position, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            progress?.Report(new DocumentProgress(last.Value, record.Tip.Value));
        }

        return chain == record.Chain ? pruned : throw new CorruptEntryException(key, last, "has another chain than the session's record");
    }

    private static async ValueTask<Blob?> FindAsync(ISessionStore store, SessionKey key, Position position, BlobReference reference, CancellationToken cancellationToken)
    {
        var blob = await store.GetBlobAsync(key, reference.Hash, cancellationToken).ConfigureAwait(false);
        if (blob is null)
            return reference.IsCertain ? throw new CorruptEntryException(key, position, $"refers to content {reference.Hash} that is not there") : null;

        return Digest.Of(blob.Bytes.Span) == reference.Hash ? blob : throw new CorruptEntryException(key, position, $"refers to content {reference.Hash} that does not match its hash");
    }

    /// <summary>Writes what calls used that cannot be told from the entries: those whose commit was refused, and those that were pruned.</summary>
    private static async ValueTask WriteUsageAsync(ISessionStore store, SessionRecord session, HashSet<Position> pruned, DocumentWriter writer, UnknownFieldsReader unknown, CancellationToken cancellationToken)
    {
        if (store is not IUsageLedger ledger)
            return;

        for (UsageRecord? last = null; ;)
        {
            var records = await ledger.ReadUsageAsync(session.Key, last, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var record in records.Where(record => record.Position.IsStart || pruned.Contains(record.Position)))
                await writer.WriteUsageAsync(record, unknown.Of("usage", record.Call.ToString()), cancellationToken).ConfigureAwait(false);
            if (records.Count < PageSize)
                return;
            last = records[^1];
        }
    }
}
