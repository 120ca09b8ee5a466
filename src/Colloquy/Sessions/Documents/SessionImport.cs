using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Restores a session from a document: reads it once, checks every hash, and keeps no more of it in memory than a commit takes.</summary>
internal sealed class SessionImport
{
    private const int MostEntries = 1_000;
    private const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Held back until the end is read: what deletes branches comes after what makes them, in a commit of its own.</summary>
    private const int HeldBack = 2;

    private readonly ISessionStore _store;
    private readonly ImportOptions _options;
    private readonly DocumentReader _reader;
    private readonly HeaderLine _header;
    private readonly ImportTarget _target;
    private readonly UnknownFields _unknown = new();
    private readonly List<Entry> _entries = [];
    private readonly List<Blob> _blobs = [];
    private readonly List<BranchHead> _branches = [];
    private readonly List<UsageRecord> _usage = [];
    private readonly bool _isSameKey;
    private Digest _readChain;
    private Digest _writtenChain;
    private Position _last;
    private Position _segment;
    private long _bytes;

    private SessionImport(ISessionStore store, ImportOptions options, DocumentReader reader, HeaderLine header, ImportTarget target)
    {
        (_store, _options, _reader, _header, _target) = (store, options, reader, header, target);
        _isSameKey = target.Key == header.Key;
        _readChain = EntryHash.Seed(header.Key);
        _writtenChain = EntryHash.Seed(target.Key);
    }

    public static async Task<SessionKey> RunAsync(ISessionStore store, Stream stream, ImportOptions options, CancellationToken cancellationToken)
    {
        using var reader = new DocumentReader(stream);
        var header = await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        var target = await ImportTarget.FindAsync(store, options.Key ?? header.Key, header, options.Session.Time, cancellationToken).ConfigureAwait(false);
        try
        {
            await new SessionImport(store, options, reader, header, target).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await target.AbandonAsync().ConfigureAwait(false);
            throw;
        }

        return target.Key;
    }

    private async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        _unknown.Add(_header);
        _reader.Expected = _header.Tip.IsStart ? null : _last.Next;
        while (await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_entries.Count >= MostEntries || _bytes >= MostBytes)
                await CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        await KeepUsageAsync(cancellationToken).ConfigureAwait(false);
        await _target.FinishAsync(_unknown.References, cancellationToken).ConfigureAwait(false);
        Report();
    }

    /// <summary>Takes a line in; false when it was the last.</summary>
    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw _reader.Truncated("should follow, and is not there", _reader.Expected);
        _unknown.Add(line);
        switch (line)
        {
            case EntryLine { Entry: var entry }:
                Take(entry);
                break;

            case BlobLine { Blob: var blob }:
                if (Digest.Of(blob.Bytes.Span) != blob.Hash)
                    throw _reader.Altered("holds content that does not match its hash", _last.Next);
                _blobs.Add(blob);
                _bytes += blob.Bytes.Length;
                break;

            case BranchLine { Branch: var branch }:
                _branches.Add(branch.Head > _header.Tip || branch.Moved > _header.Tip ? throw _reader.Malformed("points a branch at an entry that is not there") : branch);
                break;

            case UsageLine { Record: var record }:
                _usage.Add(record);
                break;

            case EndLine end:
                await CheckEndAsync(end, cancellationToken).ConfigureAwait(false);
                return false;
        }

        return true;
    }

    private void Take(Entry entry)
    {
        var expected = _last.Next;
        if (entry.Position != expected || expected > _header.Tip)
            throw _reader.Altered(expected > _header.Tip ? $"holds an entry behind the last, {_header.Tip}" : $"holds entry {entry.Position}, where {expected} comes next", expected);

        try
        {
            EntryRules.Check(entry, expected);
        }
        catch (ArgumentException e)
        {
            throw _reader.Malformed("holds an entry that cannot be one", expected, e);
        }

        if (entry.Segment != expected && (entry.Parent != _last || entry.Segment != _segment))
            throw _reader.Malformed("holds an entry of a segment that does not lead to it", expected);
        if (!entry.Payload.IsEmpty && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            throw _reader.Altered("holds an entry whose payload does not match its hash", expected);
        if (EntryHash.OfChain(_readChain, entry) != entry.Chain)
            throw _reader.Altered("holds an entry whose header does not match its chain", expected);

        _readChain = entry.Chain;
        _writtenChain = _isSameKey ? entry.Chain : EntryHash.OfChain(_writtenChain, entry);
        (_last, _segment) = (expected, entry.Segment);
        _reader.Expected = _last < _header.Tip ? _last.Next : null;
        _entries.Add(_isSameKey ? entry : entry with { Chain = _writtenChain });
        _bytes += entry.Payload.Length;
    }

    private async ValueTask CheckEndAsync(EndLine end, CancellationToken cancellationToken)
    {
        if (_last != _header.Tip)
            throw _reader.Truncated($"ends the document, and entries up to {_header.Tip} are missing", _last.Next);
        if (_readChain != _header.Chain || !_reader.IsWhole(end))
            throw _reader.Altered("does not match the lines before it: a line was changed, added or left out");
        if (_branches.Count == 0 || _branches.DistinctBy(branch => branch.Name).Count() < _branches.Count || _branches.Find(branch => branch.Name == _header.Branch) is not { Head: not null })
            throw _reader.Malformed($"ends a document without a branch '{_header.Branch}', which is current, or with two of a name");
        if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
            throw _reader.Malformed("stands behind the end of the document");
    }

    private async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await _target.BeginAsync(cancellationToken).ConfigureAwait(false);
        SkipWhatIsThere();
        _blobs.AddRange(_unknown.Take(all: false));
        var count = _entries.Count - HeldBack;
        if (count > 0)
        {
            await _target.CommitAsync([.. _entries.Take(count)], [.. _blobs], [], cancellationToken).ConfigureAwait(false);
            _entries.RemoveRange(0, count);
        }

        _blobs.Clear();
        _bytes = 0;
        Report();
    }

    private async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _target.BeginAsync(cancellationToken).ConfigureAwait(false);
        SkipWhatIsThere();
        _blobs.AddRange(_unknown.Take(all: true));
        BranchHead[] deleted = [.. _branches.Where(branch => branch.Head is null).Select(branch => branch with { Head = Position.Start })];
        if (deleted.Length > 0 && _entries.Count > 1)
        {
            await _target.CommitAsync([.. _entries.SkipLast(1)], [.. _blobs], deleted, cancellationToken).ConfigureAwait(false);
            _entries.RemoveRange(0, _entries.Count - 1);
        }

        await _target.CompleteAsync([.. _entries], [.. _blobs], [.. _branches], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves out what an unfinished import of the same document has written.</summary>
    private void SkipWhatIsThere()
    {
        var there = _entries.FindLastIndex(entry => entry.Position <= _target.Tip) + 1;
        if (there > 0 && _entries[there - 1] is var last && last.Position == _target.Tip && last.Chain != _target.Chain)
            throw new SessionExistsException(_target.Key, isUnfinishedImport: false);

        _entries.RemoveRange(0, there);
    }

    /// <summary>Tells the ledger what the calls used. Each counts once, so that it can be done again.</summary>
    private async ValueTask KeepUsageAsync(CancellationToken cancellationToken)
    {
        var isSameOwner = _target.Key.User == _header.Key.User && _target.Key.App == _header.Key.App;
        if (_store is not IUsageLedger ledger || !(_options.CountsUsage ?? isSameOwner))
            return;

        foreach (var records in _usage.Chunk(MostEntries))
            await ledger.RecordAsync(_target.Key, records, cancellationToken).ConfigureAwait(false);
        for (var read = LogRead.All() with { Kinds = [EntryKind.ModelCall], Limit = MostEntries }; read is not null;)
        {
            var page = await _store.ReadAsync(_target.Key, read, cancellationToken).ConfigureAwait(false);
            UsageRecord[] records = [.. page.Entries.Where(entry => entry.Position <= _header.Tip && !entry.Payload.IsEmpty).Select(Read).OfType<UsageRecord>()];
            if (records.Length > 0)
                await ledger.RecordAsync(_target.Key, records, cancellationToken).ConfigureAwait(false);
            read = page.Next is null ? null : read.Continue(page);
        }
    }

    private UsageRecord? Read(Entry entry)
    {
        try
        {
            return UsageRecord.Of(entry, (ModelCallBody)entry.Decode(_target.Key));
        }
        catch (CorruptEntryException)
        {
            DocumentLog.UsageUnknown(_options.Session.Logger, entry.Position, _target.Key);
            return null;
        }
    }

    private void Report() => _options.Progress?.Report(new DocumentProgress(_last.Value, _header.Tip.Value));
}

/// <summary>What imports log.</summary>
internal static partial class DocumentLog
{
    [LoggerMessage(40, LogLevel.Warning, "The model call at position {Position} of session {Session} was imported as it stood in the document, and cannot be read: what it used is not counted.")]
    public static partial void UsageUnknown(ILogger logger, Position position, SessionKey session);
}
