using System.Text;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Restores a session from a document: reads it to its end, checks every hash, and makes the session in one step, so that it is seen at once or not at all.</summary>
internal sealed class SessionImport
{
    /// <summary>Of how many entries it is told how far the reading has come.</summary>
    private const int ReportEvery = 1_000;

    private readonly ImportOptions _options;
    private readonly DocumentReader _reader;
    private readonly HeaderLine _header;
    private readonly SessionKey _key;
    private readonly UnknownFields _unknown = new();
    private readonly List<Entry> _entries = [];
    private readonly List<Blob> _blobs = [];
    private readonly List<BranchHead> _branches = [];
    private readonly List<UsageRecord> _usage = [];
    private bool _isRechained;
    private bool _isBroken;
    private Digest _readChain;
    private Digest _writtenChain;
    private Position _last;
    private Position _segment;

    private SessionImport(ImportOptions options, DocumentReader reader, HeaderLine header, SessionKey key)
    {
        (_options, _reader, _header, _key) = (options, reader, header, key);
        _isRechained = key != header.Key;
        _readChain = EntryHash.Seed(header.Key);
        _writtenChain = EntryHash.Seed(key);
    }

    public static async Task<SessionKey> RunAsync(ISessionStore store, Stream stream, ImportOptions options, CancellationToken cancellationToken)
    {
        using var reader = new DocumentReader(stream);
        var header = await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (header.Retention is not null && store is not IRetention)
            throw new RetentionNotSupportedException(store);

        var key = options.Key ?? header.Key;
        await MakeRoomAsync(store, key, header, cancellationToken).ConfigureAwait(false);
        var import = new SessionImport(options, reader, header, key);
        await import.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (await store.RestoreAsync(key, import.ToImage(), cancellationToken).ConfigureAwait(false) is null)
            throw new SessionExistsException(key, isUnfinishedImport: false);

        StoreTraffic.Of(store).Commits.Send(key);
        import.Report();
        return key;
    }

    /// <summary>Looks whether the session can be made. What an import of the same document by an earlier version left unfinished is removed.</summary>
    private static async ValueTask MakeRoomAsync(ISessionStore store, SessionKey key, HeaderLine header, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record)
            return;

        var mark = record.Details.Metadata.GetValueOrDefault(DocumentNames.Import);
        var isUnfinished = mark is not null && record is { Activity: SessionActivity.Closed, Head.IsStart: true };
        if (!isUnfinished || mark != $"{header.Tip} {header.Chain}")
            throw new SessionExistsException(key, isUnfinished);

        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReadAllAsync(CancellationToken cancellationToken)
    {
        _unknown.Add(_header);
        _reader.Expected = _header.Tip.IsStart ? null : _last.Next;
        while (await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_entries.Count > 0 && _entries.Count % ReportEvery == 0 && _entries.Count < _header.Tip.Value)
                Report();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Takes a line in; false when it was the last.</summary>
    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw _reader.Truncated("should follow, and is not there", _reader.Expected);
        _unknown.Add(line);
        switch (line)
        {
            case EntryLine { Entry: var entry, Unreadable: var unreadable }:
                Take(unreadable is null || !entry.Payload.IsEmpty ? entry : entry with { Payload = Encoding.UTF8.GetBytes($"unreadable: it {unreadable}") }, unreadable is not null);
                break;

            case BlobLine { Blob: var blob }:
                if (Digest.Of(blob.Bytes.Span) != blob.Hash)
                    throw _reader.Altered("holds content that does not match its hash", _last.Next);
                _blobs.Add(blob);
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

    /// <param name="entry">The entry. What it said that could not be read is not what its hash is of, so that it is told as unreadable here too.</param>
    /// <param name="isUnreadable">Whether it was in the session that the document was written of.</param>
    private void Take(Entry entry, bool isUnreadable)
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
        if (!isUnreadable && !entry.Payload.IsEmpty && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            throw _reader.Altered("holds an entry whose payload does not match its hash", expected);
        var isChained = EntryHash.OfChain(_readChain, entry) == entry.Chain;
        if (!isChained && !isUnreadable && !_isBroken)
            throw _reader.Altered("holds an entry whose header does not match its chain", expected);

        // Behind an entry of which not even the header could be read the chain begins anew.
        _isBroken = isUnreadable && entry.Chain == default;
        _isRechained |= !isChained;
        _readChain = entry.Chain;
        _writtenChain = _isRechained ? EntryHash.OfChain(_writtenChain, entry) : entry.Chain;
        (_last, _segment) = (expected, entry.Segment);
        _reader.Expected = _last < _header.Tip ? _last.Next : null;
        _entries.Add(_isRechained ? entry with { Chain = _writtenChain } : entry);
    }

    private async ValueTask CheckEndAsync(EndLine end, CancellationToken cancellationToken)
    {
        if (_last != _header.Tip)
            throw _reader.Truncated($"ends the document, and entries up to {_header.Tip} are missing", _last.Next);
        if ((_readChain != _header.Chain && !_isBroken) || !_reader.IsWhole(end))
            throw _reader.Altered("does not match the lines before it: a line was changed, added or left out");
        if (_branches.Count == 0 || _branches.DistinctBy(branch => branch.Name).Count() < _branches.Count || _branches.Find(branch => branch.Name == _header.Branch) is not { Head: not null })
            throw _reader.Malformed($"ends a document without a branch '{_header.Branch}', which is current, or with two of a name");
        if (!await _reader.IsAtEndAsync(cancellationToken).ConfigureAwait(false))
            throw _reader.Malformed("stands behind the end of the document");
    }

    private SessionImage ToImage()
    {
        var metadata = new Dictionary<string, string>(_header.Metadata);
        _blobs.AddRange(_unknown.Take(all: true));
        if (_unknown.References is { } references)
            metadata[DocumentNames.Unknown] = references;

        // Documents of earlier versions say of the session alone that it waits; it was the current branch, as far as they knew.
        if (_header.Activity == SessionActivity.Waiting && !_branches.Exists(branch => branch.Waits))
            _branches[_branches.FindIndex(branch => branch.Name == _header.Branch)] = _branches.Find(branch => branch.Name == _header.Branch)! with { Waits = true };

        var now = DateTimeOffset.FromUnixTimeMilliseconds(_options.Session.Time.GetUtcNow().ToUnixTimeMilliseconds());
        return new SessionImage
        {
            CreatedAt = _header.CreatedAt ?? now,
            UpdatedAt = _header.UpdatedAt ?? now,
            Entries = _entries,
            Branches = _branches,
            Branch = _header.Branch,
            Activity = _header.Activity,
            Details = new SessionDetails { Title = _header.Title, Metadata = metadata },
            Retention = _header.Retention,
            Blobs = _blobs,
            Usage = _options.CountsUsage ?? (_key.User == _header.Key.User && _key.App == _header.Key.App)
                ? [.. _usage, .. _entries.Where(entry => entry.Kind == EntryKind.ModelCall && !entry.Payload.IsEmpty).Select(Read).OfType<UsageRecord>()]
                : [],
        };
    }

    private UsageRecord? Read(Entry entry)
    {
        try
        {
            return UsageRecord.Of(entry, entry.Decode<ModelCallBody>(_key));
        }
        catch (CorruptEntryException)
        {
            DocumentLog.UsageUnknown(_options.Session.Logger, entry.Position, _key);
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
