namespace Colloquy.Tests;

/// <summary>A store that counts how often sessions are looked at, and lets nobody look while a test says so.</summary>
public sealed class LookingStore(ISessionStore inner) : ISessionStore
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _looks;

    public async Task LookedAsync(int times)
    {
        for (var waited = 0; Volatile.Read(ref _looks) < times; waited++)
        {
            Assert(waited < 30_000);
            await Task.Delay(1);
        }

        static void Assert(bool holds) => Xunit.Assert.True(holds, "Nobody looks.");
    }

    public async Task<IDisposable> PauseAsync()
    {
        await _gate.WaitAsync();
        return new Pause(_gate);
    }

    public async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await inner.GetAsync(key, cancellationToken);
        }
        finally
        {
            Interlocked.Increment(ref _looks);
            _gate.Release();
        }
    }

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => inner.CommitAsync(key, commit, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => inner.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return inner.DisposeAsync();
    }

    private sealed class Pause(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
