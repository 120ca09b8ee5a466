namespace Colloquy.Tests;

/// <summary>A store that counts the entries that are read from it.</summary>
public sealed class CountingStore(ISessionStore inner) : ISessionStore
{
    public int EntriesRead { get; set; }

    public int Reads { get; set; }

    public async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await inner.ReadAsync(key, read, cancellationToken);
        EntriesRead += page.Entries.Count;
        Reads++;
        return page;
    }

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => inner.CommitAsync(key, commit, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
