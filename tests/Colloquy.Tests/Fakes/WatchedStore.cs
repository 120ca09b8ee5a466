namespace Colloquy.Tests;

/// <summary>A store that counts the calls that are made to it, and those that are under way.</summary>
public sealed class WatchedStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private int _calls;
    private int _underWay;

    /// <summary>How many calls were made.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many calls have not completed.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => WatchAsync(() => base.GetAsync(key, cancellationToken));

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => WatchAsync(() => base.CommitAsync(key, commit, cancellationToken));

    public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => WatchAsync(() => base.ReadAsync(key, read, cancellationToken));

    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => WatchAsync(() => base.LeaseAsync(key, request, cancellationToken));

    private async ValueTask<T> WatchAsync<T>(Func<ValueTask<T>> call)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _underWay);
        try
        {
            return await call();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
