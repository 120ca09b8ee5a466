namespace Colloquy.Postgres;

/// <content>What model calls used.</content>
public sealed partial class PostgresSessionStore : IUsageLedger, IUsageDirectory
{
    /// <inheritdoc />
    public ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(records);
        return UsageRow.RecordAsync(_database, key, records, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return UsageRow.ReadAsync(_database, key, after, limit, cancellationToken);
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
        query.EnsureWellFormed(selection, by);
        return UsageSumReader.SumAsync(_database, selection, query, by, cancellationToken);
    }
}
