namespace Colloquy.Storage;

/// <summary>Keeps what model calls used, beside the logs. A part of the port that a store may have; without it the log is read instead, and what deleted sessions and refused commits spent is not known.</summary>
/// <remarks>
/// <para>1. <see cref="ISessionStore.CommitAsync"/> of such a store keeps <see cref="Commit.Usage"/> together with the entries: all of it, or nothing.</para>
/// <para>2. A call is kept once for an owner, by <see cref="UsageRecord.Call"/>. Kept again it changes nothing, whatever session it is kept for, but that a commit that holds the call gives it its place (<see cref="UsageRecord.Position"/>, <see cref="UsageRecord.TurnStart"/>), and that <see cref="RecordAsync"/> gives a call of a deleted session to the session that has it again.</para>
/// <para>3. Spending outlives its session: what a deleted session used stays in its owner's totals, and belongs to no session any more. A session that is made again under the key begins at zero.</para>
/// <para>4. A sum costs as much as the calls that it adds up, or those of its session; not as much as the store.</para>
/// </remarks>
public interface IUsageLedger
{
    /// <summary>Keeps what calls used that no commit told of: those whose commit was refused, and those of an imported session. Needs neither lease nor tip, and moves nothing of the session.</summary>
    /// <param name="key">The session that the calls were made for. When there is no such session, its owner spent it.</param>
    /// <param name="records">What the calls used, with <see cref="UsageRecord.Position"/> at <see cref="Position.Start"/>; or, of a session that was imported, at their places.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Reads what a session's calls used, call by call, those that its log does not hold among them; by time, and at one time by the text of their ids.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="after">The record after which to go on; null to begin.</param>
    /// <param name="limit">The most records that are wanted, from 1; there are fewer only at the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Adds up what one owner's calls used.</summary>
    /// <param name="owner">The owner; the usage of deleted sessions is included.</param>
    /// <param name="query">What to narrow to. What <see cref="UsageQuery.EnsureWellFormed"/> refuses is refused.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSum.Merge"/> adds them up.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);

    /// <summary>Adds up what one session's calls used.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="query">What to narrow to. What <see cref="UsageQuery.EnsureWellFormed"/> refuses is refused.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSum.Merge"/> adds them up. None when there is no such session.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);
}
