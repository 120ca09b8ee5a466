using System.Runtime.CompilerServices;

namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore : ISessionCopy
{
    /// <inheritdoc />
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        commit.EnsureWellFormed();
        cancellationToken.ThrowIfCancellationRequested();

        // A session that was made again under its key has another data key. Where the chain does not tell it from its predecessor, the stored key is read.
        for (var isFresh = commit.ExpectedTip.IsStart || commit.ExpectedChain is null; ; isFresh = true)
        {
            using var keys = await _sessions.UseAsync(key, isFresh, cancellationToken).ConfigureAwait(false);
            var (limits, added) = await LimitsOfAsync(key, commit, cancellationToken).ConfigureAwait(false);
            var isExpected = commit.ExpectedDetails is not { } expected || expected + keys.Stored.Writes == keys.SeenVersion;
            try
            {
                var receipt = await CommitWithPutsAsync(key, Seal(commit, keys) with { Limits = limits, ExpectedDetails = isExpected ? keys.SeenVersion : -1 }, cancellationToken).ConfigureAwait(false);
                if (commit.Title is not null)
                    _sessions.Forget(key);
                if (isFresh && !receipt.Repeated)
                    await _sessions.EnsureKnownAsync(keys, CancellationToken.None).ConfigureAwait(false);
                return receipt;
            }
            catch (DetailsConflictException) when (!isFresh || isExpected)
            {
                // The keys were replaced since, by whoever gives the session new ones; or the title or metadata were written, which the keys are stored with.
            }
            catch (DetailsConflictException conflict)
            {
                throw new DetailsConflictException(key, commit.ExpectedDetails!.Value, conflict.Actual - keys.Stored.Writes);
            }
            catch (SizeLimitException full) when (full.Kind == SizeLimit.SessionBytes && full.Limit == limits?.MaxBytes)
            {
                throw SizeLimitException.Session(key, full.Kind, full.Limit - added, (full.Size ?? full.Limit + 1) - added);
            }
        }
    }

    /// <inheritdoc />
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        var page = await base.ReadAsync(key, read, cancellationToken).ConfigureAwait(false);
        if (read.HeadersOnly || page.Entries.Count == 0)
            return page;

        try
        {
            return page with { Entries = await OpenAsync(key, page.Entries, cancellationToken).ConfigureAwait(false) };
        }
        catch (SessionNotFoundException)
        {
            // It was deleted since.
            return LogPage.Empty;
        }
    }

    /// <inheritdoc />
    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        var found = await base.ReadStateAsync(key, head, stateKey, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? found : await OpenAsync(key, found, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
    {
        try
        {
            // A session that was made again has other names for its content.
            return await FindAsync(key, hash, isFresh: false, cancellationToken).ConfigureAwait(false) ?? await FindAsync(key, hash, isFresh: true, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(parts);
        cancellationToken.ThrowIfCancellationRequested();
        using var owner = await _owners.UseAsync(key.Owner, isFresh: true, cancellationToken).ConfigureAwait(false);
        using var keys = DataKeyVault.Create(key, owner);
        using var writing = new EntryWriting(keys);
        if (await base.RestoreAsync(key, parts.Select(writing.Seal), cancellationToken).ConfigureAwait(false) is not { } restored)
            return null;

        // A restoration can take longer than it takes to give the owner another key.
        restored = await _sessions.EnsureUnderNewestAsync(restored, owner, CancellationToken.None).ConfigureAwait(false);
        return await OpenAsync(restored, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var part in Require<ISessionCopy>().CopyAsync(key, cancellationToken).ConfigureAwait(false))
            yield return await OpenAsync(key, part, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Blob?> FindAsync(SessionKey key, Digest hash, bool isFresh, CancellationToken cancellationToken)
    {
        using var keys = await _sessions.UseAsync(key, isFresh, cancellationToken).ConfigureAwait(false);
        using var reading = new EntryReading(keys);
        foreach (var dataKey in keys.All)
        {
            if (await base.GetBlobAsync(key, dataKey.NameOf(hash), cancellationToken).ConfigureAwait(false) is { } blob)
                return reading.Open(blob);
        }

        return null;
    }

    private static Commit Seal(Commit commit, DataKeys keys)
    {
        using var writing = new EntryWriting(keys);
        var entries = new Entry[commit.Entries.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = writing.Seal(commit.Entries[i]);
        return commit with
        {
            Entries = entries,
            Blobs = commit.Blobs.Count == 0 ? [] : [.. commit.Blobs.Select(writing.Seal)],
            Title = commit.Title is { } title ? writing.SealTitle(title) : null,
            Prune = commit.Prune is { } prune ? prune with { Blobs = [.. prune.Blobs.SelectMany(hash => keys.All.Select(key => key.NameOf(hash)))] } : null,
        };
    }

    /// <summary>Returns the limits that the stored form must keep to for the commit to keep to its own, and the bytes that they are greater by.</summary>
    private async ValueTask<(SessionLimits? Limits, long Added)> LimitsOfAsync(SessionKey key, Commit commit, CancellationToken cancellationToken)
    {
        if (commit.Limits?.MaxBytes is not { } most || await base.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record)
            return (commit.Limits, 0);

        // At another tip the commit is refused, or was made before.
        var added = Math.Min((record.Entries + commit.Entries.Count) * EntryWriting.EntryOverhead, long.MaxValue - most);
        return (new SessionLimits(commit.Limits.MaxEntries, most + added), added);
    }

    private async ValueTask<Entry[]> OpenAsync(SessionKey key, IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        for (var isFresh = false; ; isFresh = true)
        {
            using var keys = await _sessions.UseAsync(key, isFresh, cancellationToken).ConfigureAwait(false);
            using var reading = new EntryReading(keys);
            if (!isFresh && HasUnknown(entries, reading))
                continue;

            var opened = new Entry[entries.Count];
            for (var i = 0; i < opened.Length; i++)
                opened[i] = entries[i].Payload.IsEmpty ? entries[i] : reading.Open(entries[i]);
            if (entries.FirstOrDefault(entry => entry.Payload.IsEmpty) is { } pruned)
                await EnsurePrunedAsync(key, pruned, keys, cancellationToken).ConfigureAwait(false);
            return opened;
        }
    }

    /// <summary>Checks that an entry without a payload can have been pruned: it could have been emptied by somebody else.</summary>
    private async ValueTask EnsurePrunedAsync(SessionKey key, Entry entry, DataKeys keys, CancellationToken cancellationToken)
    {
        if (!keys.Stored.HasPruned && await base.GetAsync(key, cancellationToken).ConfigureAwait(false) is { Pruned.IsStart: true })
            throw new CorruptDataException(key, entry.Position, "has no payload, though nothing of the session was pruned");
    }

    private async ValueTask<SessionPart> OpenAsync(SessionKey key, SessionPart part, CancellationToken cancellationToken)
    {
        var entries = part.Entries.Count == 0 ? part.Entries : await OpenAsync(key, part.Entries, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Blob> blobs = part.Blobs;
        if (blobs.Count > 0)
        {
            using var keys = await _sessions.UseAsync(key, isFresh: false, cancellationToken).ConfigureAwait(false);
            using var reading = new EntryReading(keys);
            blobs = [.. blobs.Select(reading.Open)];
        }

        var facts = part.Facts;
        if (facts is not null && StoredDataKeys.Of(key, facts.Details, isEmpty: true) is { } stored)
            facts = facts with { Details = await OpenAsync(key, facts.Details, stored, cancellationToken).ConfigureAwait(false) };
        return part with { Entries = entries, Blobs = blobs, Facts = facts };
    }

    private static bool HasUnknown(IReadOnlyList<Entry> entries, EntryReading reading)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].Payload.IsEmpty && reading.IsUnknown(entries[i].Payload.Span))
                return true;
        }

        return false;
    }
}
