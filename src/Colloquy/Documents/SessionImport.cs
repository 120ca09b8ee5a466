using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Restores a session from a document: checks every hash while it reads, and gives the parts to the store, which makes the session at once or not at all.</summary>
internal sealed class SessionImport
{
    /// <summary>How many entries lie between two reports of progress.</summary>
    private const int ReportEvery = 1_000;

    /// <summary>How many entries are given to the store at once.</summary>
    private const int BatchSize = 250;

    private readonly ImportOptions _options;
    private readonly DocumentReader _reader;
    private readonly HeaderLine _header;
    private readonly SessionKey _key;
    private readonly ILogger _logger;
    private readonly UnknownFields _unknown = new();
    private readonly List<BranchHead> _branches = [];
    private readonly bool _countsUsage;
    private bool _isRechained;
    private bool _isBroken;
    private Digest _readChain;
    private Digest _writtenChain;
    private Position _last;
    private Position _segment;

    private SessionImport(ImportOptions options, DocumentReader reader, HeaderLine header, SessionKey key, ILogger logger)
    {
        (_options, _reader, _header, _key, _logger) = (options, reader, header, key, logger);
        _isRechained = key != header.Key;
        _countsUsage = options.CountsUsage ?? (key.Owner == header.Key.Owner);
        _readChain = EntryHash.Seed(header.Key);
        _writtenChain = EntryHash.Seed(key);
    }

    public static async Task<SessionKey> RunAsync(ISessionStore store, Stream stream, ImportOptions options, CancellationToken cancellationToken)
    {
        using var reader = new DocumentReader(stream);
        var header = await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (header.Retention is not null)
            _ = RequiredPort.Retention(store);

        var key = options.Key ?? header.Key;
        await MakeRoomAsync(store, key, header, cancellationToken).ConfigureAwait(false);
        var import = new SessionImport(options, reader, header, key, options.Session.LoggerIn(store));
        if (await store.RestoreAsync(key, import.ReadPartsAsync(cancellationToken), cancellationToken).ConfigureAwait(false) is null)
            throw new SessionExistsException(key, isUnfinishedImport: false);

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
        StoreTraffic.Of(store).History.Drop(key);
    }

    /// <summary>Reads the document to its end, as parts of the session.</summary>
    private async IAsyncEnumerable<SessionPart> ReadPartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        var usage = new List<UsageRecord>();
        _unknown.Add(_header);
        _reader.Expected = _header.Tip.IsStart ? null : _last.Next;
        for (var isAtEnd = false; !isAtEnd;)
        {
            var line = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw _reader.Truncated("should follow, and is not there", _reader.Expected);
            _unknown.Add(line);
            switch (line)
            {
                case EntryLine { Entry: var read, Unreadable: var unreadable }:
                    var entry = Take(unreadable is null || !read.Payload.IsEmpty ? read : read with { Payload = Encoding.UTF8.GetBytes($"unreadable: it {unreadable}") }, unreadable is not null);
                    entries.Add(entry);
                    if (_countsUsage && entry.Kind == EntryKind.ModelCall && !entry.Payload.IsEmpty && Read(entry) is { } used)
                        usage.Add(used);
                    if (_last.Value % ReportEvery == 0 && _last < _header.Tip)
                        Report();
                    break;

                case BlobLine { Blob: var blob }:
                    if (Digest.Of(blob.Bytes.Span) != blob.Hash)
                        throw _reader.Altered("holds content that does not match its hash", _last.Next);
                    yield return new SessionPart { Blobs = [blob] };
                    break;

                case BranchLine { Branch: var branch }:
                    _branches.Add(branch.Head > _header.Tip || branch.LastMove > _header.Tip ? throw _reader.Malformed("points a branch at an entry that is not there") : branch);
                    break;

                case UsageLine { Record: var record } when _countsUsage:
                    usage.Add(record);
                    break;

                case EndLine end:
                    await CheckEndAsync(end, cancellationToken).ConfigureAwait(false);
                    isAtEnd = true;
                    break;
            }

            if (entries.Count >= (isAtEnd ? 1 : BatchSize))
            {
                yield return new SessionPart { Entries = entries };
                entries = [];
            }

            if (usage.Count >= (isAtEnd ? 1 : BatchSize))
            {
                yield return new SessionPart { Usage = usage };
                usage = [];
            }

            foreach (var blob in _unknown.Take(all: isAtEnd))
                yield return new SessionPart { Blobs = [blob] };
        }

        cancellationToken.ThrowIfCancellationRequested();
        yield return new SessionPart { Facts = ToFacts() };
    }

    /// <param name="entry">The entry. The part of it that could not be read does not match its hash, so that it is reported as unreadable here too.</param>
    /// <param name="isUnreadable">Whether it was in the session that the document was written of.</param>
    /// <returns>The entry as it is stored here.</returns>
    private Entry Take(Entry entry, bool isUnreadable)
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

        // After an entry of which not even the header could be read, a new chain begins.
        _isBroken = isUnreadable && entry.Chain == default;
        _isRechained |= !isChained;
        _readChain = entry.Chain;
        _writtenChain = _isRechained ? EntryHash.OfChain(_writtenChain, entry) : entry.Chain;
        (_last, _segment) = (expected, entry.Segment);
        _reader.Expected = _last < _header.Tip ? _last.Next : null;
        return _isRechained ? entry with { Chain = _writtenChain } : entry;
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
            throw _reader.Malformed("comes after the end of the document");
    }

    private SessionFacts ToFacts()
    {
        var metadata = new Dictionary<string, string>(_header.Metadata);
        if (_unknown.References is { } references)
            metadata[DocumentNames.Unknown] = references;

        // Documents of earlier versions say of the session alone that it waits; it was the current branch, as far as they knew.
        if (_header.Activity == SessionActivity.Waiting && !_branches.Exists(branch => branch.IsWaiting))
            _branches[_branches.FindIndex(branch => branch.Name == _header.Branch)] = _branches.Find(branch => branch.Name == _header.Branch)! with { IsWaiting = true };

        var now = DateTimeOffset.FromUnixTimeMilliseconds(_options.Session.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        return new SessionFacts
        {
            CreatedAt = _header.CreatedAt ?? now,
            UpdatedAt = _header.UpdatedAt ?? now,
            Branches = _branches,
            Branch = _header.Branch,
            Activity = _header.Activity,
            Details = new SessionDetails { Title = _header.Title, Metadata = metadata },
            Retention = _header.Retention,
        };
    }

    private UsageRecord? Read(Entry entry)
    {
        try
        {
            return CallUsage.Of(entry, entry.Decode<ModelCallBody>(_key));
        }
        catch (CorruptDataException)
        {
            DocumentLog.UsageUnknown(_logger, entry.Position, _key);
            return null;
        }
    }

    private void Report() => _options.Progress?.Report(new EntryProgress(_last.Value, _header.Tip.Value));
}

/// <summary>What imports log.</summary>
internal static partial class DocumentLog
{
    [LoggerMessage(50, LogLevel.Warning, "The model call at position {Position} of session {Session} was imported as it stood in the document, and cannot be read: what it used is not counted.")]
    public static partial void UsageUnknown(ILogger logger, Position position, SessionKey session);
}
