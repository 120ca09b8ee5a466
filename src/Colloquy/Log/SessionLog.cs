using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>A handle on one session's log: what reads it and what writes to it go through here.</summary>
/// <param name="store">The store.</param>
/// <param name="record">The session as it was found.</param>
/// <param name="time">The clock that dates entries.</param>
/// <param name="logger">Where warnings go.</param>
/// <param name="branch">The branch that the handle is bound to; null to follow the current one.</param>
internal sealed class SessionLog(ISessionStore store, SessionRecord record, TimeProvider time, ILogger logger, string? branch = null)
{
    private readonly StoreTraffic _traffic = StoreTraffic.Of(store);
    private volatile SessionRecord _record = record;
    private volatile KnownTurn? _known;
    private volatile PrunedLog? _pruned;

    public ISessionStore Store => store;

    /// <summary>Whose the handle is; null when its store is nobody's.</summary>
    public IPrincipalStore? Principal { get; } = store.FindPrincipal();

    /// <summary>What those of this process share who work at the store.</summary>
    public StoreTraffic Traffic => _traffic;

    public SessionKey Key { get; } = record.Key;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Content that this handle knows to be kept beside the log.</summary>
    public ConcurrentDictionary<Digest, bool> KeptBlobs { get; } = new();

    private Func<Digest, bool> IsKept => field ??= KeptBlobs.ContainsKey;

    /// <summary>How state is written, and how large it may become.</summary>
    public StateOptions StateOptions { get; init; } = new();

    /// <summary>Whether the session exists only for a run without a session, and is not kept after it.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>The key that messages to the application name; null when the application gave no session.</summary>
    public SessionKey? NamedKey => IsEphemeral ? null : Key;

    /// <summary>How large the session may become through this handle.</summary>
    public SessionLimits Limits { get; init; } = SessionLimits.None;

    /// <summary>How many bytes one piece of binary content may have.</summary>
    public long MaxAttachmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What the handle's JSON held, when it came from one, that this version does not know.</summary>
    public IReadOnlyDictionary<string, JsonElement> HandleFields { get; set; } = new Dictionary<string, JsonElement>();

    /// <summary>The branch that the handle is bound to; null when it follows the current one.</summary>
    public string? Bound => branch;

    /// <summary>The session as it was seen last, with the branch that the handle is bound to in place of the current one; a hint, checked by every commit.</summary>
    public SessionRecord Record => _record;

    /// <summary>The turn of the entry that was written last through this log, if that is known without reading.</summary>
    public KnownTurn? Known => _known;

    public async ValueTask<SessionRecord> RefreshAsync(CancellationToken cancellationToken)
    {
        var record = await FindRecordAsync(cancellationToken).ConfigureAwait(false);
        // A session that was deleted and made again, or restored with the time that it had.
        var seen = _record;
        if (record.CreatedAt != seen.CreatedAt || record.Tip < seen.Tip || (record.Tip == seen.Tip && record.Chain != seen.Chain))
        {
            KeptBlobs.Clear();
            _known = null;
            _pruned = null;
        }

        // Pruning removes content that is stored outside the log.
        if (record.Pruned != _record.Pruned)
            KeptBlobs.Clear();

        return _record = record;
    }

    /// <summary>What was pruned of the session, as this handle saw it last.</summary>
    public ValueTask<PrunedLog> ReadPrunedAsync(CancellationToken cancellationToken)
    {
        var newest = _record.Pruned;
        return newest.IsStart ? new(PrunedLog.None) : _pruned is { } known && known.Newest == newest ? new(known) : ReadAsync();

        async ValueTask<PrunedLog> ReadAsync() =>
            _pruned = new PrunedLog(newest, Decode(await ReadEntryAsync(newest, headerOnly: false, cancellationToken).ConfigureAwait(false)) as PruneBody);
    }

    /// <summary>The log, bound to a branch.</summary>
    public SessionLog On(string name) => new(store, _record, time, logger, name) { StateOptions = StateOptions, Limits = Limits, MaxAttachmentBytes = MaxAttachmentBytes, HandleFields = HandleFields, IsEphemeral = IsEphemeral };

    public void Saw(SessionRecord record) => _record = record;

    /// <summary>Builds a commit at the newest tip and makes it, when those of this process that came before have made theirs; builds it anew when a writer of another process came first.</summary>
    /// <param name="build">Fills the writer; false when there is nothing to do. What it writes to other sessions waits for nobody.</param>
    /// <param name="activity">What the session is doing afterwards; null leaves it.</param>
    /// <param name="cancellationToken">Cancels the wait, and the call between tries.</param>
    /// <param name="fresh">Whether to look at the session before the first try, which is else made with what the handle saw last.</param>
    /// <returns>The receipt; null when there was nothing to do.</returns>
    public ValueTask<CommitReceipt?> UpdateAsync(Func<EntryWriter, SessionRecord, ValueTask<bool>> build, SessionActivity? activity, CancellationToken cancellationToken, bool fresh = false) => _traffic.Writers.RunAsync(
        Key,
        (Log: this, build, activity, fresh, cancellationToken),
        static (ask, work) => ask.Log.UpdateAsync(ask.build, ask.activity, ask.fresh, work, ask.cancellationToken),
        cancellationToken);

    private async ValueTask<CommitReceipt?> UpdateAsync(Func<EntryWriter, SessionRecord, ValueTask<bool>> build, SessionActivity? activity, bool fresh, QueuedWork work, CancellationToken cancellationToken)
    {
        var seen = _record;
        if (fresh || seen.Activity == SessionActivity.Closed || (work.Waited && !(work.Before is Entry last && last.Position == seen.Tip && last.Chain == seen.Chain)))
            seen = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var isFresh = false;
        while (true)
        {
            var writer = new EntryWriter(seen, time, logger);
            bool isBuilt;
            try
            {
                isBuilt = await build(writer, seen).ConfigureAwait(false);
            }
            catch (ArgumentOutOfRangeException)
            {
                // What this handle saw last is beyond the tip: the session was deleted and made again, perhaps not for the first time.
                var now = await RefreshAsync(cancellationToken).ConfigureAwait(false);
                if (isFresh && now.CreatedAt == seen.CreatedAt && now.Tip == seen.Tip && now.Chain == seen.Chain)
                    throw;

                (seen, isFresh) = (now, true);
                continue;
            }

            if (!isBuilt)
            {
                // Nothing to do, by what this handle saw last: true only if nobody has written since.
                var now = await RefreshAsync(cancellationToken).ConfigureAwait(false);
                if (now.Tip == seen.Tip && now.Chain == seen.Chain)
                    return null;

                seen = now;
                continue;
            }

            try
            {
                await AuditAsync(writer, cancellationToken).ConfigureAwait(false);
                var commit = writer.TakeCommit(CommitId.New(time), lease: null, activity: activity);
                var receipt = await CommitAsync(commit, cancellationToken).ConfigureAwait(false);
                work.After = commit.Entries[^1];
                return receipt;
            }
            catch (TipConflictException)
            {
                seen = await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds to what is pending who makes the commit, where the store belongs to a principal whose work is audited.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="cancellationToken">Cancels the look for the pseudonym.</param>
    /// <param name="action">What the commit does; null to tell by what is pending.</param>
    public ValueTask AuditAsync(EntryWriter writer, CancellationToken cancellationToken, AuditAction? action = null)
    {
        return Principal is { IsAudited: true } ? AppendAsync() : ValueTask.CompletedTask;

        async ValueTask AppendAsync()
        {
            var done = action ?? AuditedChange.Of(writer);
            writer.Audit(new AuditBody(done.Value) { Role = Principal.RoleIn(Key, done) }, await Principal.GetActorAsync(Key.App, cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask<CommitReceipt> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (!Limits.AreNone)
            commit = commit with { Limits = Limits };
        var started = StoreMetrics.IsOn ? Stopwatch.GetTimestamp() : 0;
        CommitReceipt receipt;
        try
        {
            receipt = await store.CommitAsync(Key, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (TipConflictException)
        {
            StoreMetrics.Refused(Key);
            throw;
        }
        catch (SessionBusyException) when (commit.Lease is null)
        {
            await HeldLease.ThrowIfHeldAsync(this, cancellationToken).ConfigureAwait(false);
            throw;
        }

        if (commit.Prune is not null)
            _traffic.History.Drop(Key);
        if (started != 0 && !receipt.Repeated)
            StoreMetrics.Committed(Key, commit, Stopwatch.GetElapsedTime(started));
        Learn(commit, receipt);
        foreach (var blob in commit.Blobs)
            KeptBlobs.TryAdd(blob.Hash, true);
        return receipt;
    }

    /// <summary>Deletes the session; false when it was deleted already.</summary>
    public async ValueTask<bool> DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isDeleted = await store.DeleteAsync(Key, cancellationToken).ConfigureAwait(false);
            _traffic.History.Drop(Key);
            return isDeleted;
        }
        catch (SessionBusyException)
        {
            await HeldLease.ThrowIfHeldAsync(this, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns a branch; null when there never was one of this name.</summary>
    public async ValueTask<BranchHead?> FindBranchAsync(string name, CancellationToken cancellationToken)
    {
        var found = await store.GetBranchesAsync(Key, name, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Returns a branch that is there.</summary>
    public async ValueTask<BranchHead> GetBranchAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindBranchAsync(name, cancellationToken).ConfigureAwait(false);
        return found is { Head: not null } ? found : throw new BranchNotFoundException(Key, name, isDeleted: found is not null);
    }

    /// <summary>Reads the header, or all, of one entry.</summary>
    public async ValueTask<Entry> ReadEntryAsync(Position position, bool headerOnly, CancellationToken cancellationToken)
    {
        var page = await ReadOnceAsync(LogRead.Back(position) with { Limit = 1, HeadersOnly = headerOnly }, cancellationToken).ConfigureAwait(false);
        if (page.Entries.Count == 1)
            return page.Entries[0];

        // The session may have been deleted while it was read, and made again.
        var now = await FindRecordAsync(cancellationToken).ConfigureAwait(false);
        throw now.Tip < position || now.CreatedAt != _record.CreatedAt
            ? new ArgumentOutOfRangeException(nameof(position), $"Entry {position} is not in session {Key}, which has {now.Tip} entries: it was deleted and made again.")
            : new CorruptDataException(Key, position, "is not there");
    }

    /// <summary>The turn of the entry at the writer's head; <see cref="Position.Start"/> for none.</summary>
    public async ValueTask<Position> ReadTurnAsync(Position head, CancellationToken cancellationToken) =>
        head.IsStart ? Position.Start : _known is { } known && known.Entry == head ? known.Start : (await ReadEntryAsync(head, headerOnly: true, cancellationToken).ConfigureAwait(false)) is { Kind: var kind } entry && kind != ReadingAround.Lost
            ? entry.TurnStart
            : await FindTurnAsync(head, cancellationToken).ConfigureAwait(false);

    /// <summary>The newest turn of a line whose head cannot be read.</summary>
    private async ValueTask<Position> FindTurnAsync(Position head, CancellationToken cancellationToken)
    {
        var page = await ReadOnceAsync(LogRead.Back(head) with { Kinds = [EntryKind.TurnStart], Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        return page.Entries.Count == 0 ? Position.Start : page.Entries[0].Position;
    }

    /// <summary>Reads a line backwards, or the log forwards, page after page.</summary>
    public async IAsyncEnumerable<Entry> ReadAsync(LogRead read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
                yield return entry;
            if (page.Next is null)
                yield break;
            read = read.Continue(page);
        }
    }

    /// <summary>Reads one page; an entry in it that cannot be read takes no other down.</summary>
    public ValueTask<LogPage> ReadOnceAsync(LogRead read, CancellationToken cancellationToken) => ReadingAround.ReadAsync(store, Key, read, logger, cancellationToken);

    /// <summary>Reads the newest writes of state on a line; from the line itself when one of them cannot be read.</summary>
    public async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(Position head, string? key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadStateAsync(Key, head, key, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptDataException)
        {
            var newest = new SortedDictionary<string, Entry>(Utf8Order.Instance);
            await foreach (var entry in ReadAsync(LogRead.Back(head) with { Kinds = [EntryKind.State], Limit = 500 }, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Subject is { } subject && (key is null || subject == key))
                    newest.TryAdd(subject, entry);
            }

            return [.. newest.Values];
        }
    }

    /// <summary>Decodes an entry; one that cannot be read is skipped with a warning.</summary>
    public EntryBody Decode(Entry entry) => entry.DecodeOrPass(Key, logger);

    /// <summary>Reads a page, and passes over what was pruned: the next one begins behind it.</summary>
    public async ValueTask<(IReadOnlyList<Entry> Entries, LogRead? Next)> ReadPageAsync(LogRead read, CancellationToken cancellationToken)
    {
        var page = await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
        if (page.Next is null || _record.Pruned.IsStart)
            return (page.Entries, page.Next is null ? null : read.Continue(page));

        var pruned = await ReadPrunedAsync(cancellationToken).ConfigureAwait(false);
        var next = read.Backward ? await pruned.SkipBackAsync(this, page.Next.Value, cancellationToken).ConfigureAwait(false) : pruned.SkipForth(page.Next.Value);
        return (page.Entries, read.Backward && next.IsStart ? null : read.Continue(page with { Next = next }));
    }

    private async ValueTask<SessionRecord> FindRecordAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await store.GetAsync(Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(Key);
            if (branch is null || record.Branch == branch)
                return record;

            // Seen later than the record: a head beyond its tip means that the record is to be read again.
            var bound = await GetBranchAsync(branch, cancellationToken).ConfigureAwait(false);
            var head = bound.Head!.Value;
            if (head > record.Tip)
                continue;

            var segment = head.IsStart ? Position.Start : (await ReadEntryAsync(head, headerOnly: true, cancellationToken).ConfigureAwait(false)).Segment;
            return record with { Branch = branch, Head = head, HeadSegment = segment, LastMove = bound.LastMove, IsWaiting = bound.IsWaiting };
        }
    }

    /// <summary>Takes a commit into the record, when the record is the one that it was built on: another thread may have seen the session at another moment.</summary>
    private void Learn(Commit commit, CommitReceipt receipt)
    {
        var before = _record;
        if (receipt.Repeated || commit.Prune is not null || commit.CurrentBranch is not null || before.Tip != commit.ExpectedTip || before.Chain != commit.ExpectedChain)
            return;

        var (head, moves, waits) = (before.Head, before.LastMove, before.IsWaiting);
        foreach (var moved in commit.Heads)
        {
            // Whether a branch waited that is deleted is not known here.
            if (moved.Head is null)
                return;
            if (moved.Name == before.Branch)
                (head, moves, waits) = (moved.Head ?? Position.Start, moved.LastMove, moved.IsWaiting);
        }

        var waiting = before.WaitingBranches + (waits ? 1 : 0) - (before.IsWaiting ? 1 : 0);

        var offset = head.Value - commit.Entries[0].Position.Value;
        var newest = offset >= 0 && offset < commit.Entries.Count ? commit.Entries[(int)offset] : null;
        if (newest is not null)
            _known = KnownTurn.After(commit, newest, _known);
        _record = before with
        {
            Tip = receipt.Last,
            Bytes = before.Bytes + commit.CountBytes(),
            BytesOutsideLog = before.BytesOutsideLog + commit.CountBytesOutsideLog(IsKept),
            Entries = before.Entries + commit.Entries.Count,
            Chain = receipt.Chain,
            Head = head,
            LastMove = moves,
            HeadSegment = newest?.Segment ?? (head == before.Head ? before.HeadSegment : Position.Start),
            IsWaiting = waits,
            WaitingBranches = waiting,
            Activity = commit.ActivityAfter(before.Activity, waiting),

            // The version stays what was seen: whether another title was there first is not known here.
            Details = commit.Title is { } title && before.Details.Title is null ? before.Details with { Title = title } : before.Details,
        };
    }
}
