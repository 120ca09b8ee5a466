using System.Runtime.CompilerServices;

namespace Colloquy.Operations;

/// <summary>Finds the sessions in which two stores differ, by reading both listings side by side. Both have the same order, and equal sessions have the same place in it.</summary>
internal static class StoreDifferences
{
    private const int PageSize = 1_000;

    /// <summary>Returns the keys of sessions that may differ. A session that changes meanwhile can be returned twice.</summary>
    public static async IAsyncEnumerable<SessionKey> FindAsync(CopyStores stores, CopyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var source = ListAsync(stores.FromSessions, run, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var target = ListAsync(stores.ToSessions, run, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (hasSource, hasTarget) = (await source.MoveNextAsync().ConfigureAwait(false), await target.MoveNextAsync().ConfigureAwait(false));
        while (hasSource || hasTarget)
        {
            var order = !hasSource ? 1 : !hasTarget ? -1 : SessionPage.Compare(source.Current, target.Current);
            var key = order <= 0 ? source.Current.Key : target.Current.Key;
            if (order <= 0)
                run.See(source.Current);
            if (order != 0 || !AreEqual(source.Current, target.Current))
                yield return key;
            else
                run.Report(source.Current.Tip.Value);
            if (order <= 0)
                hasSource = await source.MoveNextAsync().ConfigureAwait(false);
            if (order >= 0)
                hasTarget = await target.MoveNextAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether two records are of equal sessions, apart from leases and policies. Every change of a log, a branch or content is in the tip and the chain.</summary>
    public static bool AreEqual(SessionRecord left, SessionRecord right) =>
        left.Key == right.Key
        && left.CreatedAt == right.CreatedAt && left.UpdatedAt == right.UpdatedAt
        && left.Tip == right.Tip && left.Chain == right.Chain && left.Pruned == right.Pruned
        && left.Branch == right.Branch && left.Head == right.Head && left.LastMove == right.LastMove
        && left.WaitingBranches == right.WaitingBranches && left.IsWaiting == right.IsWaiting
        && ActivityOf(left) == ActivityOf(right)
        && left.Details.Version == right.Details.Version && left.Details.Title == right.Details.Title
        && left.Details.Metadata.Count == right.Details.Metadata.Count && !left.Details.Metadata.Except(right.Details.Metadata).Any();

    /// <summary>A restored session waits when one of its branches does, also where an earlier version wrote otherwise.</summary>
    private static SessionActivity ActivityOf(SessionRecord record) => record.Activity is SessionActivity.Running or SessionActivity.Closed ? record.Activity
        : record.WaitingBranches > 0 ? SessionActivity.Waiting : SessionActivity.Idle;

    private static async IAsyncEnumerable<SessionRecord> ListAsync(ISessionDirectory sessions, CopyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await sessions.ListAllAsync(SessionSelection.All, new SessionQuery { After = page?.Next, Limit = PageSize }, cancellationToken).ConfigureAwait(false);
            foreach (var unreadable in page.Unreadable)
                run.Tell(unreadable);
            foreach (var record in page.Sessions)
                yield return record;
        }
    }
}
