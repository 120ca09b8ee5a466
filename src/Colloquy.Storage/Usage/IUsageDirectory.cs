namespace Colloquy.Storage;

/// <summary>Adds up the usage of all owners. Privileged: it is for the tools of operators, never for code that answers a user.</summary>
public interface IUsageDirectory
{
    /// <summary>Adds up what the calls of all owners' sessions used.</summary>
    /// <param name="selection">The sessions. Deleted sessions count for their owners.</param>
    /// <param name="query">The filter. Queries that <see cref="UsageQuery.EnsureWellFormed"/> refuses are refused.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One sum for each group, model and provider, in any order; as <see cref="UsageSum.Merge"/> adds them up.</returns>
    ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default);
}
