using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>What was spent: groups, and what all of it adds up to.</summary>
internal sealed record UsageReport(UsageRequest Request, IReadOnlyList<UsageGroup> Groups, UsageTotals Total)
{
    public static async Task<UsageReport> ReadAsync(SqliteSessionStore store, UsageRequest request, CliHost host, CancellationToken cancellationToken)
    {
        if (request.Session is not { } key)
            return await ReadAllAsync(store, request, cancellationToken).ConfigureAwait(false);

        var session = await store.FindAsync(key, new SessionOptions { Time = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        if (request.By == "branch")
            return await ReadBranchesAsync(session, request, cancellationToken).ConfigureAwait(false);
        if (request.Branch is not null)
            return await ReadBranchAsync(session, request, cancellationToken).ConfigureAwait(false);

        var query = UsageQuery.Of(key) with { Since = request.Since, Until = request.Until };
        return new UsageReport(
            request,
            await store.GetUsageAsync(query, UsageRequest.Groupings[request.By]!.Value, request.Prices, cancellationToken).ConfigureAwait(false),
            await store.GetUsageAsync(query, request.Prices, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<UsageReport> ReadAllAsync(SqliteSessionStore store, UsageRequest request, CancellationToken cancellationToken)
    {
        var query = new UsageDirectoryQuery { App = request.App, User = request.User, Since = request.Since, Until = request.Until };
        return new UsageReport(
            request,
            await store.GetUsageAsync(query, UsageRequest.Groupings[request.By]!.Value, request.Prices, cancellationToken).ConfigureAwait(false),
            await store.GetUsageAsync(query, request.Prices, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<UsageReport> ReadBranchAsync(Session session, UsageRequest request, CancellationToken cancellationToken)
    {
        var bound = await session.OnBranchAsync(request.Branch!, cancellationToken).ConfigureAwait(false);
        return new UsageReport(
            request,
            await bound.GetBranchUsageAsync(UsageRequest.Groupings[request.By]!.Value, request.Prices, cancellationToken).ConfigureAwait(false),
            await bound.GetBranchUsageAsync(request.Prices, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A row for each branch. What branches share counts in each of them, and what was taken back in none.</summary>
    private static async Task<UsageReport> ReadBranchesAsync(Session session, UsageRequest request, CancellationToken cancellationToken)
    {
        var groups = new List<UsageGroup>();
        foreach (var branch in await session.ListBranchesAsync(cancellationToken).ConfigureAwait(false))
        {
            var bound = await session.OnBranchAsync(branch.Name, cancellationToken).ConfigureAwait(false);
            groups.Add(new UsageGroup(branch.Name, await bound.GetBranchUsageAsync(request.Prices, cancellationToken).ConfigureAwait(false)));
        }

        return new UsageReport(request, groups, await session.GetUsageAsync(request.Prices, cancellationToken).ConfigureAwait(false));
    }
}
