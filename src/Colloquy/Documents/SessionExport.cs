using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Writes a session as a document, entry by entry.</summary>
internal static class SessionExport
{
    private const int PageSize = 500;

    public static async Task RunAsync(ISessionStore store, SessionKey key, Stream stream, ILogger logger, IProgress<EntryProgress>? progress, CancellationToken cancellationToken)
    {
        var (record, branches) = await ReadAtOneMomentAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (record.Details.Metadata.ContainsKey(DocumentNames.Import) && record.Activity == SessionActivity.Closed && record.Head.IsStart)
            throw new InvalidOperationException($"Session {key} is being imported, and is not whole. Wait until that is done, or import its document again.");

        var unknown = await UnknownFieldsReader.OpenAsync(store, record, cancellationToken).ConfigureAwait(false);
        using var writer = new DocumentWriter(stream);
        await writer.WriteHeaderAsync(record, record.Details.Metadata.Where(pair => !DocumentNames.IsOwn(pair.Key)), unknown.Of("session", ""), cancellationToken).ConfigureAwait(false);
        var pruned = await WriteEntriesAsync(store, record, writer, unknown, logger, progress, cancellationToken).ConfigureAwait(false);
        foreach (var branch in branches)
            await writer.WriteBranchAsync(branch, unknown.Of("branch", branch.Name), cancellationToken).ConfigureAwait(false);
        await WriteUsageAsync(store, record, pruned, writer, unknown, logger, cancellationToken).ConfigureAwait(false);
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
    private static async ValueTask<HashSet<Position>> WriteEntriesAsync(ISessionStore store, SessionRecord record, DocumentWriter writer, UnknownFieldsReader unknown, ILogger logger, IProgress<EntryProgress>? progress, CancellationToken cancellationToken)
    {
        var (key, chain, last, isChainKnown) = (record.Key, EntryHash.Seed(record.Key), Position.Start, true);
        var (pruned, written) = (new HashSet<Position>(), new HashSet<Digest>());
        await foreach (var page in ReadAheadAsync(store, record, logger, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in page.Entries)
            {
                var problem = FindProblem(entry, key, chain, isChainKnown);
                (isChainKnown, chain, last) = (entry.Kind != ReadingAround.Lost, entry.Chain, entry.Position);
                if (entry.IsPruned && entry.Kind == EntryKind.ModelCall)
                    pruned.Add(entry.Position);
                foreach (var reference in BlobReferences.Find(entry.Payload.Span))
                {
                    if (!written.Add(reference.Hash))
                        continue;
                    if ((await ContentReading.FindAsync(store, key, reference.Hash, cancellationToken).ConfigureAwait(false)).Blob is { } blob && Digest.Of(blob.Bytes.Span) == reference.Hash)
                        await writer.WriteBlobAsync(blob, unknown.Of("blob", blob.Hash.ToString()), cancellationToken).ConfigureAwait(false);
                    else if (reference.IsCertain)
                        problem ??= $"refers to content {reference.Hash} that is not there, or does not match its hash";
                }

                if (problem is not null)
                    ReadingLog.Unreadable(logger, entry.Position, key, problem);
                var isWhole = problem is null || (!entry.Payload.IsEmpty && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) == entry.PayloadHash);
                await writer.WriteEntryAsync(isWhole ? entry : entry with { Payload = default, Salt = default }, problem, await unknown.OfEntryAsync(entry.Position, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            progress?.Report(new EntryProgress(last.Value, record.Tip.Value));
        }

        if (chain != record.Chain)
            ReadingLog.Unreadable(logger, last, key, "has another chain than the session's record");
        return pruned;
    }

    /// <summary>Reads the log up to the record's tip, page by page. The next page is read while the caller works on one.</summary>
    private static async IAsyncEnumerable<LogPage> ReadAheadAsync(ISessionStore store, SessionRecord record, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = record.Tip.IsStart ? null : ReadAsync(Position.Start);
        try
        {
            while (next is not null)
            {
                var page = await next.ConfigureAwait(false);
                next = page.Entries is [.., var last] ? last.Position < record.Tip ? ReadAsync(last.Position) : null : throw new SessionNotFoundException(record.Key);
                yield return page;
            }
        }
        finally
        {
            // The caller may dispose of the store next.
            if (next is not null)
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<LogPage> ReadAsync(Position after) => Task.Run(
            () => ReadingAround.ReadAsync(store, record.Key, LogRead.All(after) with { Limit = (int)Math.Min(PageSize, record.Tip.Value - after.Value) }, logger, cancellationToken).AsTask(),
            cancellationToken);
    }

    /// <summary>What is wrong with an entry; null when it is what was written.</summary>
    private static string? FindProblem(Entry entry, SessionKey key, Digest chain, bool isChainKnown)
    {
        if (entry.Damage is { } damage)
            return damage;

        try
        {
            if (isChainKnown)
                entry.Verify(key, chain);
            return null;
        }
        catch (CorruptDataException e)
        {
            return e.Problem;
        }
    }

    /// <summary>Writes what calls used that cannot be told from the entries: those whose commit was refused, and those that were pruned.</summary>
    private static async ValueTask WriteUsageAsync(ISessionStore store, SessionRecord session, HashSet<Position> pruned, DocumentWriter writer, UnknownFieldsReader unknown, ILogger logger, CancellationToken cancellationToken)
    {
        if (store.GetService<IUsageLedger>() is not { } ledger)
            return;

        for (UsageRecord? last = null; ;)
        {
            IReadOnlyList<UsageRecord> records;
            try
            {
                records = await ledger.ReadUsageAsync(session.Key, last, PageSize, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
            {
                // What the entries tell is in the document all the same.
                ReadingLog.UsageUnreadable(logger, session.Key, e.Message);
                return;
            }

            foreach (var record in records.Where(record => record.Position.IsStart || pruned.Contains(record.Position)))
                await writer.WriteUsageAsync(record, unknown.Of("usage", record.Call.ToString()), cancellationToken).ConfigureAwait(false);
            if (records.Count < PageSize)
                return;
            last = records[^1];
        }
    }
}
