namespace Colloquy.Cli;

/// <summary>What was spent: groups, and what all of it adds up to.</summary>
internal sealed record UsageReport(UsageRequest Request, IReadOnlyList<UsageGroup> Groups, UsageTotals Total)
{
    /// <summary>The numbers of turns by their start entries, where usage is by turn.</summary>
    public IReadOnlyDictionary<Position, int> Turns { get; init; } = new Dictionary<Position, int>();

    public static async Task<UsageReport> ReadAsync(ISessionStore store, UsageRequest request, CliHost host, CancellationToken cancellationToken)
    {
        if (request.Session is not { } key)
            return await ReadAllAsync(store, request, cancellationToken).ConfigureAwait(false);

        var session = await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        if (request.By == "branch")
            return await ReadBranchesAsync(session, request, cancellationToken).ConfigureAwait(false);

        var report = request.Branch is null
            ? await ReadSessionAsync(session, request, cancellationToken).ConfigureAwait(false)
            : await ReadBranchAsync(session = await session.Branches.OpenAsync(request.Branch, cancellationToken).ConfigureAwait(false), request, cancellationToken).ConfigureAwait(false);
        return request.By == "turn"
            ? report with { Turns = await session.Turns.ReadAsync(cancellationToken: cancellationToken).ToDictionaryAsync(turn => turn.Start, turn => turn.Number, cancellationToken: cancellationToken).ConfigureAwait(false) }
            : report;
    }

    private static async Task<UsageReport> ReadSessionAsync(Session session, UsageRequest request, CancellationToken cancellationToken)
    {
        var query = new UsageQuery { Since = request.Since, Until = request.Until };
        return new UsageReport(
            request,
            await session.Usage.GetAsync(UsageRequest.Groupings[request.By]!.Value, query, request.Prices, cancellationToken).ConfigureAwait(false),
            await session.Usage.GetAsync(query, request.Prices, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<UsageReport> ReadAllAsync(ISessionStore store, UsageRequest request, CancellationToken cancellationToken)
    {
        var selection = GlobalOptions.SelectionOf(request.App, request.User);
        var query = new UsageQuery { Since = request.Since, Until = request.Until };
        return new UsageReport(
            request,
            await store.Everybody().GetUsageAsync(selection, UsageRequest.Groupings[request.By]!.Value, query, request.Prices, cancellationToken: cancellationToken).ConfigureAwait(false),
            await store.Everybody().GetUsageAsync(selection, query, request.Prices, cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    private static async Task<UsageReport> ReadBranchAsync(Session branch, UsageRequest request, CancellationToken cancellationToken) => new(
        request,
        await branch.Usage.GetBranchAsync(UsageRequest.Groupings[request.By]!.Value, request.Prices, cancellationToken).ConfigureAwait(false),
        await branch.Usage.GetBranchAsync(request.Prices, cancellationToken).ConfigureAwait(false));

    /// <summary>A row for each branch. What branches share counts in each of them, and what was taken back in none.</summary>
    private static async Task<UsageReport> ReadBranchesAsync(Session session, UsageRequest request, CancellationToken cancellationToken)
    {
        var groups = new List<UsageGroup>();
        foreach (var branch in await session.Branches.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var bound = await session.Branches.OpenAsync(branch.Name, cancellationToken).ConfigureAwait(false);
            groups.Add(new UsageGroup(branch.Name, await bound.Usage.GetBranchAsync(request.Prices, cancellationToken).ConfigureAwait(false)));
        }

        return new UsageReport(request, groups, await session.Usage.GetAsync(prices: request.Prices, cancellationToken: cancellationToken).ConfigureAwait(false));
    }
}
