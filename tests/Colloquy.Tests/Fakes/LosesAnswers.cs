namespace Colloquy.Tests;

/// <summary>A store behind a connection that breaks: from a commit on, each is made, but nobody hears of it.</summary>
public sealed class LosesAnswers(InMemorySessionStore inner, int commits) : DelegatingSessionStore(inner), IUsageLedger
{
    private int _left = commits - 1;

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await inner.CommitAsync(key, commit, cancellationToken);
        return _left-- > 0 ? receipt : throw new TimeoutException();
    }

    public ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) => inner.RecordAsync(key, records, cancellationToken);

    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => inner.ReadUsageAsync(key, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => inner.SumAsync(owner, query, by, cancellationToken);

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => inner.SumAsync(key, query, by, cancellationToken);
}
