namespace Colloquy.Operations;

/// <summary>Records in the target the usage that came with no session: of deleted ones, and of calls whose commit was refused after the session was copied.</summary>
/// <remarks>Sums are compared first, by application, by user and by session, so that only what differs is read call by call.</remarks>
internal sealed class UsageMover(CopyStores stores, CopyRun run)
{
    private const int PageSize = 1_000;

    public async ValueTask MoveAsync(CancellationToken cancellationToken)
    {
        if (stores.From.GetService<IUsageDirectory>() is not { } from || stores.To.GetService<IUsageDirectory>() is not { } to || stores.FromOwners is null || stores.ToOwners is null)
            return;

        foreach (var app in await FindAsync(SessionSelection.All, UsageBy.App).ConfigureAwait(false))
        {
            foreach (var user in await FindAsync(SessionSelection.OfApp(app!), UsageBy.User).ConfigureAwait(false))
            {
                var owner = new SessionOwner(user, app!);
                await run.TryAsync(key: null, $"The usage of {owner}", () => MoveAsync(owner, cancellationToken)).ConfigureAwait(false);
            }
        }

        async ValueTask<IEnumerable<string?>> FindAsync(SessionSelection selection, UsageBy by) => Differing(
            await from.SumAllAsync(selection, new UsageQuery(), by, cancellationToken).ConfigureAwait(false),
            await to.SumAllAsync(selection, new UsageQuery(), by, cancellationToken).ConfigureAwait(false),
            sum => sum.Key);
    }

    private async ValueTask MoveAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var (from, to) = (stores.From.GetService<IUsageLedger>()!, stores.To.GetService<IUsageLedger>()!);
        var source = await SumAsync(from).ConfigureAwait(false);
        var before = await SumAsync(to).ConfigureAwait(false);
        if (run.IsDry)
        {
            run.CountOwner();
            return;
        }

        foreach (var key in Differing(source, before, sum => sum.Session))
        {
            if (key is null)
                await MovePastAsync(to, owner, cancellationToken).ConfigureAwait(false);
            else
                await MoveAsync(from, to, key, cancellationToken).ConfigureAwait(false);
        }

        var after = await SumAsync(to).ConfigureAwait(false);
        if (Differing(before, after, sum => sum.Session).Any())
            run.CountOwner();
        else if (!Differing(source, await SumAsync(from).ConfigureAwait(false), sum => sum.Session).Any() && !run.HasProblem(problem => problem.Key is null || problem.Key.Owner == owner) && !run.KeepsOthers)
            run.Tell(new UnreadableSession(Key: null, $"The usage of {owner} in the target is not what it is in the other store: the target has calls that the other store does not have."));

        ValueTask<IReadOnlyList<UsageSum>> SumAsync(IUsageLedger ledger) => ledger.SumAsync(owner, new UsageQuery(), UsageBy.Session, cancellationToken);
    }

    private static async ValueTask MoveAsync(IUsageLedger from, IUsageLedger to, SessionKey key, CancellationToken cancellationToken)
    {
        for (UsageRecord? last = null; await from.ReadUsageAsync(key, last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page; last = page[^1])
            await to.RecordAsync(key, page, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask MovePastAsync(IUsageLedger to, SessionOwner owner, CancellationToken cancellationToken)
    {
        // Usage that is recorded for a session that is not there counts for its owner.
        var nowhere = new SessionKey(SessionId.New(), owner.User, owner.App);
        for (UsageRecord? last = null; await stores.FromOwners!.ReadPastUsageAsync(owner, last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page; last = page[^1])
            await to.RecordAsync(nowhere, page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the groups whose sums differ.</summary>
    private static IEnumerable<T> Differing<T>(IReadOnlyList<UsageSum> left, IReadOnlyList<UsageSum> right, Func<UsageSum, T> groupOf)
    {
        var same = left.Intersect(right).ToHashSet();
        return left.Concat(right).Where(sum => !same.Contains(sum)).Select(groupOf).Distinct();
    }
}
