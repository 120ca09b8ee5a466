namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which stores the usage of model calls outside the logs. Without it the log is read instead, and the usage of deleted sessions and refused commits is not known.</summary>
/// <remarks>
/// <para>1. <see cref="ISessionStore.CommitAsync"/> of such a store stores <see cref="Commit.Usage"/> in the same transaction as the entries.</para>
/// <para>2. A call is stored once for an owner, by <see cref="UsageRecord.Call"/>. To store it again changes nothing, for any session, except that a commit that holds the call gives it its place (<see cref="UsageRecord.Position"/>, <see cref="UsageRecord.TurnStart"/>), and that <see cref="RecordAsync"/> gives a call of a deleted session to the session that has it again.</para>
/// <para>3. Usage outlives its session: the usage of a deleted session stays in the totals of its owner, and belongs to no session any more. A session that is created again under the key begins at zero.</para>
/// <para>4. The cost of a sum depends on the calls that it adds up, or on those of its session, not on the size of the store.</para>
/// </remarks>
public interface IUsageLedger
{
    /// <summary>Stores the usage of calls that no commit recorded: those whose commit was refused, and those of an imported session. Needs neither lease nor tip, and does not change the session.</summary>
    /// <param name="key">The session that the calls were made for. When there is no such session, the usage counts for its owner.</param>
    /// <param name="records">The usage of the calls, with <see cref="UsageRecord.Position"/> at <see cref="Position.Start"/>; or, of a session that was imported, at their places.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Reads the usage of a session's calls, call by call, including calls that its log does not hold, ordered by time and then by the text of their ids.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="after">The record after which to continue; null for the first page.</param>
    /// <param name="limit">The most records, from 1. The call returns fewer only at the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Adds up what one owner's calls used.</summary>
    /// <param name="owner">The owner; the usage of deleted sessions is included.</param>
    /// <param name="query">The filter. Queries that <see cref="UsageQuery.EnsureWellFormed"/> refuses are refused.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSum.Merge"/> adds them up.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);

    /// <summary>Adds up what one session's calls used.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="query">The filter. Queries that <see cref="UsageQuery.EnsureWellFormed"/> refuses are refused.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSum.Merge"/> adds them up. None when there is no such session.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);
}
