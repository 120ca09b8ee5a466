namespace Colloquy.Tests;

/// <summary>A store behind a connection that breaks: from a commit on, each is made, but nobody hears of it.</summary>
public sealed class LosesAnswers(InMemorySessionStore inner, int commits) : ISessionStore, IUsageLedger
{
    private int _left = commits - 1;

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await inner.CommitAsync(key, commit, cancellationToken);
        return _left-- > 0 ? receipt : throw new TimeoutException();
    }

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => inner.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) => inner.RecordAsync(key, records, cancellationToken);

    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => inner.ReadUsageAsync(key, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => inner.SumAsync(query, by, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
