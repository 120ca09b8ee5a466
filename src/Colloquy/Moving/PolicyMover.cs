namespace Colloquy.Operations;

/// <summary>Gives the sessions of the target the retention policies that they have in the other store. It is the last step of a copy, since a policy can protect a session from being replaced.</summary>
internal sealed class PolicyMover(CopyStores stores, CopyRun run)
{
    private const int PageSize = 1_000;

    public async ValueTask MoveAsync(CancellationToken cancellationToken)
    {
        if (stores.From.GetService<IRetention>() is not { } from || stores.To.GetService<IRetention>() is not { } to)
            return;

        foreach (var retention in new[] { from, to })
        {
            for (SessionPage? page = null; page is null || page.Next is not null;)
            {
                page = await retention.ListRetainedAsync(SessionSelection.All, page?.Next, PageSize, cancellationToken).ConfigureAwait(false);
                foreach (var record in page.Sessions)
                    await run.TryAsync(record.Key, $"The retention policy of session {record.Key}", () => MoveAsync(to, record.Key, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask MoveAsync(IRetention to, SessionKey key, CancellationToken cancellationToken)
    {
        var source = await stores.From.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var target = await stores.To.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (source is not null && target is not null && source.Retention != target.Retention)
            await to.SetRetentionAsync(key, source.Retention, cancellationToken).ConfigureAwait(false);
    }
}
