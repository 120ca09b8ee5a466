namespace Colloquy.Hosting.Tests;

/// <summary>A store that counts how often it is disposed of.</summary>
internal sealed class CountingStore(List<string>? order = null) : DelegatingSessionStore(new InMemorySessionStore())
{
    public int Disposals { get; private set; }

    protected override void Dispose(bool disposing)
    {
        Count();
        base.Dispose(disposing);
    }

    public override ValueTask DisposeAsync()
    {
        Count();
        return base.DisposeAsync();
    }

    private void Count()
    {
        Disposals++;
        order?.Add("store");
    }
}

/// <summary>A store of somebody else, which can only be disposed of asynchronously, as the port asks for.</summary>
internal class AsyncOnlyStore : ISessionStore
{
    private readonly InMemorySessionStore _inner = new();

    public bool IsDisposed { get; private set; }

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => _inner.CreateAsync(key, cancellationToken);

    public virtual ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => _inner.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => _inner.SetDetailsAsync(key, details, cancellationToken);

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => _inner.CommitAsync(key, commit, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => _inner.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => _inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => _inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => _inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => _inner.RestoreAsync(key, parts, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => _inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => _inner.ListAsync(owner, query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => _inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        IsDisposed = true;
        return _inner.DisposeAsync();
    }
}

/// <summary>A file in a folder of its own, which goes with it.</summary>
internal sealed class StoreFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-hosting-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "desk.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
