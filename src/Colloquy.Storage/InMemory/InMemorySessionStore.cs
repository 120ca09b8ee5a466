using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Stores sessions in the memory of the process, for tests and for conversations that need not survive it.</summary>
/// <param name="timeProvider">The clock; null for the clock of the system.</param>
/// <param name="limits">The limits of the size of each session; null for none.</param>
public sealed partial class InMemorySessionStore(TimeProvider? timeProvider = null, SessionLimits? limits = null) : ISessionStore, ISessionDirectory, ISessionCopy, IUsageLedger, IUsageDirectory, IOwnerState, IRetention, IDisposable
{
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly ConcurrentDictionary<SessionKey, InMemorySession> _sessions = new();
    private readonly SessionLimits _limits = limits ?? SessionLimits.None;
    private readonly InMemoryUsage _usage = new();
    private readonly InMemoryOwnerState _state = new();
    private readonly LocalChangeSignal _changes = new();
    private volatile bool _disposed;

    /// <inheritdoc />
    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(_sessions.GetOrAdd(key, static (key, store) => new InMemorySession(key, store._time, store._usage.Of(key.Owner), store._state, store._limits), this).Record);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) ? session.Record : null);
    }

    /// <inheritdoc />
    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(details);
        Enter(cancellationToken);
        details.EnsureWellFormed();
        return new(Find(key).Describe(details));
    }

    /// <inheritdoc />
    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        Enter(cancellationToken);
        commit.EnsureWellFormed();
        var receipt = Find(key).Commit(commit);
        _changes.Send(key, commit.ReleasesLease ? SessionChanges.Log | SessionChanges.Lease : SessionChanges.Log);
        return new(receipt);
    }

    /// <inheritdoc />
    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) ? session.Read(read) : LogPage.Empty);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) ? session.ReadState(head, stateKey) : []);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(Find(key).Branches(name));
    }

    /// <inheritdoc />
    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) ? session.FindBlob(hash) : null);
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(parts);
        Enter(cancellationToken);
        var whole = await SessionPart.CollectAsync(parts, cancellationToken).ConfigureAwait(false);
        Enter(cancellationToken);
        var session = new InMemorySession(key, whole, _time, _usage.Of(key.Owner), _state, _limits);
        if (!_sessions.TryAdd(key, session))
            return null;

        session.Keep(whole.Usage);
        _changes.Send(key, SessionChanges.Log);
        return session.Record;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Enter(cancellationToken);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        yield return Find(key).Copy();
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType == typeof(IChangeSignal) ? _changes : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        var answer = Find(key).Lease(request);
        if (request.Action == LeaseAction.Release)
            _changes.Send(key, SessionChanges.Lease);
        return new(answer);
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) =>
        ListAllAsync(SessionSelection.OfOwner(owner), query, cancellationToken);

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        Enter(cancellationToken);
        return new(SessionPage.Of(_sessions.Values.Select(session => session.Record), selection, query));
    }

    /// <inheritdoc />
    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        if (!_sessions.TryGetValue(key, out var session))
            return new(false);

        session.Retire(onlyExpired: false);
        return new(Remove(key, session));
    }

    /// <inheritdoc />
    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) && session.Retire(onlyExpired: true) && Remove(key, session));
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        policy?.EnsureWellFormed();
        return new(Find(key).Retain((record, now) => RetentionPolicy.Replace(record, policy, now)));
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        Enter(cancellationToken);
        return new(Find(key).Retain((record, _) => RetentionPolicy.Hold(record, hold)));
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Enter(cancellationToken);
        return new(Find(key).Retain((record, _) => RetentionPolicy.LiftHold(record, name)));
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        Enter(cancellationToken);
        return new(RetainedListing.Page(_sessions.Values.Select(session => session.Record), selection, after, limit));
    }

    /// <inheritdoc />
    public ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(records);
        Enter(cancellationToken);
        if (_sessions.TryGetValue(key, out var session))
            session.Keep(records);
        else
            _usage.Of(key.Owner).Keep(session: null, records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Enter(cancellationToken);
        return new(_usage.Of(key.Owner).Read(key.Id, after, limit));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        SumAllAsync(SessionSelection.OfOwner(owner), query, by, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        SumAllAsync(SessionSelection.OfSession(key), query, by, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        Enter(cancellationToken);
        return new(_usage.Sum(selection, query, by));
    }

    /// <inheritdoc />
    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        Enter(cancellationToken);
        return new(_state.Find(owner, key));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_state.List(owner));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_state.ReadChanges(owner, since));
    }

    /// <inheritdoc />
    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        Enter(cancellationToken);
        put.EnsureWellFormed();
        return new(_state.Put(put));
    }

    /// <summary>Removes all sessions. Any later call throws <see cref="ObjectDisposedException"/>, except another disposal.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes all sessions, as <see cref="DisposeAsync"/> does. For containers that dispose synchronously.</summary>
    public void Dispose()
    {
        _disposed = true;
        _sessions.Clear();
        _usage.Clear();
        _memories.Clear();
        _state.Clear();
    }

    private void Enter(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private bool Remove(SessionKey key, InMemorySession session)
    {
        var isRemoved = _sessions.TryRemove(new(key, session));
        _changes.Send(key, SessionChanges.Log);
        return isRemoved;
    }

    private InMemorySession Find(SessionKey key) => _sessions.TryGetValue(key, out var session) ? session : throw new SessionNotFoundException(key);
}
