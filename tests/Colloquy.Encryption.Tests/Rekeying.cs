using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;

namespace Colloquy.Encryption.Tests;

/// <summary>A storage whose owners and sessions are given new keys, seen from outside and from inside.</summary>
internal static class Rekeying
{
    public static readonly SessionOwner Ada = new("ada");
    public static readonly SessionOwner Ben = new("ben");

    /// <summary>Nothing else uses the store.</summary>
    public static RekeyOptions Alone => new() { KeyCacheDuration = TimeSpan.Zero };

    public static async Task FillAsync(EncryptedSessionStore store)
    {
        foreach (var owner in (SessionOwner[])[Ada, Ben])
        {
            var session = await store.OpenAsync(new SessionKey("one", owner));
            await session.AddAsync([new(ChatRole.User, "The pump leaks again."), new(ChatRole.Assistant, "Send the plumber.")]);
            await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[70_000], "image/png")]));
            await session.SetTitleAsync("The pump");
            await session.SetMetadataAsync("kind", "repair");
            await session.State.SetAsync("a", 1);
            await session.State.SetAsync("b", 2, Scope.User);
            await session.State.SetAsync("c", 3, Scope.App);
            await store.PutAsync(Memory(owner, "drink", "likes tea") with { Metadata = new Dictionary<string, string> { ["m"] = "n" }, Vector = Vector });
            await store.PutAsync(Memory(new MemoryOwner(owner, "desk"), null, "has a pump"));
        }

        var kept = await store.OpenAsync(new SessionKey("kept", Ada));
        await kept.AddAsync([new(ChatRole.User, "one"), new(ChatRole.Assistant, "two"), new(ChatRole.User, "three"), new(ChatRole.Assistant, "four")]);
        await kept.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        await kept.Retention.SetAsync(new RetentionPolicy { Immutable = true });
        await kept.Retention.HoldAsync("case 17", "Requested by the court");
        await store.CreateAsync(new SessionKey("empty", Ben));
    }

    public static MemoryVector Vector { get; } = new("letters", [1, 2, 3]);

    public static MemoryPut Memory(MemoryOwner owner, string? key, string text) => new() { Owner = owner, Key = key, Text = text, Words = MemoryPut.WordsOf(key, text), At = DateTimeOffset.UnixEpoch, MaxMemories = 100 };

    /// <summary>All that users of a store see, as text.</summary>
    public static async Task<string> DescribeAsync(EncryptedSessionStore store)
    {
        List<string> lines = [];
        var sessions = await store.ListAllAsync(SessionSelection.All, new SessionQuery { Limit = 1_000 });
        Assert.Empty(sessions.Unreadable);
        foreach (var record in sessions.Sessions.OrderBy(record => record.Key.ToString(), StringComparer.Ordinal))
        {
            var details = record.Details;
            lines.Add($"{record.Key} {record.Tip} {record.Chain} {record.UpdatedAt:O} {record.Bytes} {record.Entries} {record.Retention?.Immutable} {record.Retention?.Holds?.Count} {details.Version} {details.Title} {string.Join(',', details.Metadata)}");
            var whole = await SessionPart.CollectAsync(store.CopyAsync(record.Key));
            lines.AddRange(whole.Entries.Select(entry => $"{entry.Position} {entry.Kind} {entry.At:O} {entry.Chain} {Convert.ToHexString(entry.Salt.Span)} {Convert.ToHexString(entry.Payload.Span)}"));
            lines.AddRange(whole.Blobs.Select(blob => $"{blob.Hash} {Digest.Of(blob.Bytes.Span)}").Order(StringComparer.Ordinal));
            lines.AddRange(whole.Receipts.Select(receipt => $"{receipt}").Order(StringComparer.Ordinal));
            Assert.True((await (await store.OpenAsync(record.Key)).VerifyAsync()).IsIntact, $"{record.Key} does not verify.");
        }

        foreach (var owner in (SessionOwner[])[new(), Ada, Ben])
        {
            lines.AddRange((await store.ReadChangesAsync(owner, StateVersion.None)).Select(state => $"{owner} {state.Key} {state.Version} {state.Unreadable} {Convert.ToHexString(state.Value.Span)}"));
            foreach (var of in (MemoryOwner[])[owner, new(owner, "desk")])
            {
                foreach (var item in (await store.ListAsync(new MemoryListing(of))).Items)
                    lines.Add($"{of} {item.Id} {item.Key} {item.Version} {item.CreatedAt:O} {item.UpdatedAt:O} {item.Unreadable} {item.Text} {string.Join(',', item.Metadata)} {string.Join(',', (await store.ReadVectorsAsync(of, [item.Id]))[0]?.Values.ToArray() ?? [])}");
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>All that was encrypted, as it is stored.</summary>
    public static async Task<HashSet<string>> ReadStoredAsync(ISessionStore inner)
    {
        HashSet<string> found = [];
        var sessions = await inner.GetService<Operations.ISessionDirectory>()!.ListAllAsync(SessionSelection.All, new SessionQuery { Limit = 1_000 });
        foreach (var record in sessions.Sessions)
        {
            var whole = await SessionPart.CollectAsync(inner.GetService<ISessionCopy>()!.CopyAsync(record.Key));
            found.UnionWith(whole.Entries.Where(entry => !entry.Payload.IsEmpty).Select(entry => Convert.ToHexString(entry.Payload.Span)));
            found.UnionWith(whole.Blobs.SelectMany(blob => (string[])[blob.Hash.ToString(), Convert.ToHexString(blob.Bytes.Span)]));
            found.UnionWith(record.Details.Metadata.Values.SelectMany(value => value.Split(';')).Where(value => value.Length > 10));
            if (record.Details.Title is { } title)
                found.Add(title);
        }

        foreach (var of in await inner.GetService<IOwnerCopy>()!.ListOwnersAsync(null, 1_000))
        {
            if (of.AgentName is null)
                found.UnionWith((await inner.GetService<IOwnerState>()!.ListAsync(of.Owner)).Where(state => state.Key != "run").Select(state => Convert.ToHexString(state.Value.Span)));
            foreach (var item in (await inner.GetService<IMemoryStore>()!.ListAsync(new MemoryListing(of))).Items)
            {
                found.UnionWith([item.Text, .. item.Metadata.Values]);
                found.UnionWith(item.Key is { } key ? [key] : []);
                found.UnionWith((await inner.GetService<IOwnerCopy>()!.ReadVectorsAsync(of, [item.Id]))[0] is { } vector ? [vector.Model, string.Join(',', vector.Values.ToArray())] : []);
            }
        }

        return found;
    }

    /// <summary>Opens a store in front of a storage that others use too.</summary>
    public static async Task<EncryptedSessionStore> OpenAsync(ISessionStore inner, KeyRing ring, EncryptionOptions? options = null) => await EncryptedSessionStore.OpenAsync(new Shared(inner), ring, options);

    /// <summary>A storage that is not closed with a store in front of it.</summary>
    private sealed class Shared(ISessionStore storage) : DelegatingSessionStore(new InMemorySessionStore())
    {
        protected override ISessionStore Inner => storage;
    }

    /// <summary>A storage whose process dies before one of its writes.</summary>
    public sealed class Dying(ISessionStore storage, int writes) : DelegatingSessionStore(new InMemorySessionStore()), IContentRewriting, IOwnerState, IErasure
    {
        private int _left = writes;

        public bool IsDead => _left < 0;

        protected override ISessionStore Inner => storage;

        private IOwnerState States => Inner.GetService<IOwnerState>()!;

        private IContentRewriting Rewriting => Inner.GetService<IContentRewriting>()!;

        public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Live(() => base.SetDetailsAsync(key, details, cancellationToken));

        public ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default) => Live(() => Rewriting.RewriteSessionAsync(key, rewrite, cancellationToken));

        public ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default) => Live(() => Rewriting.RewriteStateAsync(owner, rewrite, cancellationToken));

        public ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default) => Live(() => Rewriting.RewriteMemoryAsync(owner, rewrite, cancellationToken));

        public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => Live(() => States.PutAsync(put, cancellationToken));

        public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default) => Live(() => Inner.GetService<IErasure>()!.ScrubAsync(cancellationToken));

        public ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => States.FindAsync(owner, key, cancellationToken);

        public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => States.ListAsync(owner, cancellationToken);

        public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => States.ReadChangesAsync(owner, since, cancellationToken);

        private ValueTask<T> Live<T>(Func<ValueTask<T>> work) => _left-- <= 0 ? throw new OperationCanceledException("The process died.") : work();
    }

    /// <summary>A storage where something happens before the first vector is written.</summary>
    public sealed class BeforeVectors(ISessionStore storage, Func<Task> before) : DelegatingSessionStore(new InMemorySessionStore()), IMemoryStore
    {
        private bool _isDone;

        protected override ISessionStore Inner => storage;

        private IMemoryStore Memories => Inner.GetService<IMemoryStore>()!;

        public async ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
        {
            if (!_isDone)
                await before();
            _isDone = true;
            return await Memories.SetVectorAsync(owner, id, version, vector, cancellationToken);
        }

        public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => Memories.PutAsync(put, cancellationToken);

        public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Memories.ReadAsync(owner, ids, cancellationToken);

        public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => Memories.FindAsync(owner, key, cancellationToken);

        public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => Memories.ListAsync(listing, cancellationToken);

        public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => Memories.MatchAsync(owner, terms, anyTerm, limit, cancellationToken);

        public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => Memories.FindNearestAsync(owner, vector, limit, cancellationToken);

        public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => Memories.ForgetAsync(owner, id, cancellationToken);

        public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => Memories.ClearAsync(owner, cancellationToken);
    }

    /// <summary>Tells of each report.</summary>
    public sealed class Told(Action<RekeyReport> tell) : IProgress<RekeyReport>
    {
        public void Report(RekeyReport value) => tell(value);
    }
}
