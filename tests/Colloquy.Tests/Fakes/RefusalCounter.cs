namespace Colloquy.Tests;

/// <summary>A store that suspends in each call, as one on a network does, and counts the writes that it refuses because another came first.</summary>
public sealed class RefusalCounter(InMemorySessionStore inner) : DelegatingSessionStore(inner), IOwnerState, IRetention
{
    private int _refused;
    private int _written;

    /// <summary>How many writes were refused.</summary>
    public int Refused => _refused;

    /// <summary>How many were made.</summary>
    public int Written => _written;

    /// <summary>Is awaited before each write.</summary>
    public Func<Task> BeforeWrite { get; set; } = static () => Task.CompletedTask;

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await inner.GetAsync(key, cancellationToken);
    }

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        WriteAsync(() => inner.CommitAsync(key, commit, cancellationToken), _ => true);

    public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) =>
        WriteAsync(() => inner.SetDetailsAsync(key, details, cancellationToken), written => written is not null);

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) =>
        WriteAsync(() => inner.PutAsync(put, cancellationToken), written => written is not null);

    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => inner.ListAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => inner.ReadChangesAsync(owner, since, cancellationToken);

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => inner.SetRetentionAsync(key, policy, cancellationToken);

    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => inner.HoldAsync(key, hold, cancellationToken);

    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => inner.LiftHoldAsync(key, name, cancellationToken);

    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) => inner.ListRetainedAsync(selection, after, limit, cancellationToken);

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteExpiredAsync(key, cancellationToken);

    private async ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> write, Func<T, bool> isWritten)
    {
        await Task.Yield();
        await BeforeWrite();
        try
        {
            var result = await write();
            Interlocked.Increment(ref isWritten(result) ? ref _written : ref _refused);
            return result;
        }
        catch (Exception e) when (e is TipConflictException or StateConflictException)
        {
            Interlocked.Increment(ref _refused);
            throw;
        }
    }
}
