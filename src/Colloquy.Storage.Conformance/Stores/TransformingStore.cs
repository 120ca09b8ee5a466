using System.Runtime.CompilerServices;
using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>A store in front of another that changes every payload, content, value of state and title on the way in, and back on the way out, as a store that encrypts would.</summary>
/// <param name="inner">The store that sees the changed bytes alone.</param>
internal sealed class TransformingStore(ISessionStore inner) : DelegatingSessionStore(inner), ISessionDirectory, ISessionCopy, IOwnerCopy, IOwnerState, IRetention
{
    private const byte Mask = 0x5A;

    private IOwnerState States => Inner.Require<IOwnerState>();

    private IOwnerCopy Owners => Inner.Require<IOwnerCopy>();

    private IRetention Retained => Inner.Require<IRetention>();

    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Back(await base.CreateAsync(key, cancellationToken));

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => await base.GetAsync(key, cancellationToken) is { } record ? Back(record) : null;

    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(details);
        details.EnsureWellFormed();
        return await base.SetDetailsAsync(key, Forth(details), cancellationToken) is { } described ? Back(described) : null;
    }

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        commit.EnsureWellFormed();
        return base.CommitAsync(
            key,
            commit with
            {
                Entries = [.. commit.Entries.Select(Change)],
                Blobs = [.. commit.Blobs.Select(Change)],
                Puts = [.. commit.Puts.Select(put => put with { Value = Change(put.Value) })],
                Title = commit.Title is { } title ? Hide(title) : null,
            },
            cancellationToken);
    }

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. page.Entries.Select(Change)] };
    }

    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadStateAsync(key, head, stateKey, cancellationToken)).Select(Change)];

    public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) =>
        await base.GetBlobAsync(key, hash, cancellationToken) is { } blob ? Change(blob) : null;

    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) =>
        await base.RestoreAsync(key, parts.Select(part => Change(part) with { Facts = part.Facts is { } facts ? Forth(facts) : null }), cancellationToken) is { } record ? Back(record) : null;

    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return PageAsync(query, next => base.ListAsync(owner, next, cancellationToken));
    }

    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return PageAsync(query, next => Inner.Require<ISessionDirectory>().ListAllAsync(selection, next, cancellationToken));
    }

    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var part in Inner.Require<ISessionCopy>().CopyAsync(key, cancellationToken))
            yield return Change(part) with { Facts = part.Facts is { } facts ? facts with { Details = Back(facts.Details) } : null };
    }

    public async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        var slot = await States.FindAsync(owner, key, cancellationToken);
        return slot with { Stored = slot.Stored is { } stored ? Change(stored) : null };
    }

    public async ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => [.. (await States.ListAsync(owner, cancellationToken)).Select(Change)];

    public async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) =>
        [.. (await States.ReadChangesAsync(owner, since, cancellationToken)).Select(Change)];

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => States.PutAsync(put with { Value = Change(put.Value) }, cancellationToken);

    public ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default) => Owners.ListOwnersAsync(after, limit, cancellationToken);

    public ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default) => Owners.RestoreStateAsync(owner, [.. state.Select(Change)], cancellationToken);

    public ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default) => Owners.RestoreMemoriesAsync(owner, memories, cancellationToken);

    public ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Owners.ReadVectorsAsync(owner, ids, cancellationToken);

    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => Owners.ReadPastUsageAsync(owner, after, limit, cancellationToken);

    public async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => Back(await Retained.SetRetentionAsync(key, policy, cancellationToken));

    public async ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => Back(await Retained.HoldAsync(key, hold, cancellationToken));

    public async ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => Back(await Retained.LiftHoldAsync(key, name, cancellationToken));

    public async ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var page = await Retained.ListRetainedAsync(selection, after, limit, cancellationToken);
        return page with { Sessions = [.. page.Sessions.Select(Back)] };
    }

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => Retained.DeleteExpiredAsync(key, cancellationToken);

    /// <summary>Lists with a filter by title, which the inner store cannot apply to what it holds.</summary>
    private static async ValueTask<SessionPage> PageAsync(SessionQuery query, Func<SessionQuery, ValueTask<SessionPage>> list)
    {
        var after = query.After;
        List<SessionRecord> found = [];
        List<UnreadableSession> unreadable = [];
        while (true)
        {
            var page = await list(query with { TitleContains = null, After = after });
            unreadable.AddRange(page.Unreadable);
            foreach (var record in page.Sessions.Select(Back))
            {
                if (!query.MatchesTitle(record.Details.Title))
                    continue;
                if (found.Count == query.Limit)
                    return new SessionPage(found, new SessionCursor(found[^1].UpdatedAt, found[^1].Key)) { Unreadable = unreadable };
                found.Add(record);
            }

            if (page.Next is null)
                return new SessionPage(found, null) { Unreadable = unreadable };
            if (found.Count == query.Limit && query.TitleContains is null)
                return new SessionPage(found, page.Next) { Unreadable = unreadable };
            after = page.Next;
        }
    }

    private static SessionPart Change(SessionPart part) =>
        part with { Entries = [.. part.Entries.Select(Change)], Blobs = [.. part.Blobs.Select(Change)] };

    private static SessionFacts Forth(SessionFacts facts)
    {
        facts.Details.EnsureWellFormed();
        return facts with { Details = Forth(facts.Details) };
    }

    private static StoredState Change(StoredState stored) => stored with { Value = Change(stored.Value) };

    private static Entry Change(Entry entry) => entry with { Payload = Change(entry.Payload) };

    private static Blob Change(Blob blob) => blob with { Bytes = Change(blob.Bytes) };

    private static ReadOnlyMemory<byte> Change(ReadOnlyMemory<byte> bytes)
    {
        var changed = bytes.ToArray();
        for (var i = 0; i < changed.Length; i++)
            changed[i] ^= Mask;
        return changed;
    }

    private static SessionRecord Back(SessionRecord record) => record with { Details = Back(record.Details) };

    private static SessionDetails Forth(SessionDetails details) => details with
    {
        Title = details.Title is { } title ? Hide(title) : null,
        Metadata = details.Metadata.ToDictionary(pair => pair.Key, pair => Hide(pair.Value)),
    };

    private static SessionDetails Back(SessionDetails details) => details with
    {
        Title = details.Title is { } title ? Show(title) : null,
        Metadata = details.Metadata.ToDictionary(pair => pair.Key, pair => Show(pair.Value)),
    };

    private static string Hide(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string Show(string hidden) => Encoding.UTF8.GetString(Convert.FromHexString(hidden));
}
