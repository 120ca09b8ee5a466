namespace Colloquy;

/// <summary>Keeps what model calls used, beside the logs. A part of the port that a store may have; without it the log is read instead, and what deleted sessions and refused commits spent is not known.</summary>
/// <remarks>
/// <para>1. <see cref="ISessionStore.CommitAsync"/> of such a store keeps <see cref="Commit.Usage"/> together with the entries: all of it, or nothing.</para>
/// <para>2. A call is kept once, by <see cref="UsageRecord.Call"/>. Kept again it changes nothing, but that a commit that holds the call gives it its place (<see cref="UsageRecord.Position"/>, <see cref="UsageRecord.Turn"/>).</para>
/// <para>3. Spending outlives its session: what a deleted session used stays in its owner's totals, and belongs to no session any more. A session that is made again under the key begins at zero.</para>
/// <para>4. A sum costs as much as the calls that it adds up, or those of its session; not as much as the store.</para>
/// </remarks>
public interface IUsageLedger
{
    /// <summary>Keeps what calls used whose commit was refused. Needs neither lease nor tip, and moves nothing of the session.</summary>
    /// <param name="key">The session that the calls were made for. When there is no such session, its owner spent it.</param>
    /// <param name="records">What the calls used, with <see cref="UsageRecord.Position"/> at <see cref="Position.Start"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Adds up what one owner's calls used.</summary>
    /// <param name="query">The owner, and what to narrow to. What <see cref="UsageQuery.EnsureWellFormed"/> refuses is refused.</param>
    /// <param name="by">What is added up by.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSums"/> adds them up.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);
}
