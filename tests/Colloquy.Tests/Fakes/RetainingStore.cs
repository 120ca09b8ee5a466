namespace Colloquy.Tests;

/// <summary>A store that prunes, in front of another: it counts the entries that are read, and has a say in how commits are made.</summary>
public sealed class RetainingStore(InMemorySessionStore inner) : ISessionStore, IRetention
{
    public int EntriesRead { get; set; }

    public int Lists { get; set; }

    /// <summary>Is given each commit, and what makes it.</summary>
    public Func<Commit, Func<ValueTask<CommitReceipt>>, ValueTask<CommitReceipt>> OnCommit { get; set; } = static (_, make) => make();

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => OnCommit(commit, () => inner.CommitAsync(key, commit, cancellationToken));

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await inner.ReadAsync(key, read, cancellationToken);
        EntriesRead += page.Entries.Count;
        return page;
    }

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => inner.SetRetentionAsync(key, policy, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListRetainedAsync(RetentionQuery query, CancellationToken cancellationToken = default)
    {
        Lists++;
        return inner.ListRetainedAsync(query, cancellationToken);
    }

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteExpiredAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
