using System.Runtime.CompilerServices;

namespace Colloquy.Operations;

/// <summary>Makes the state and the memories of users and applications in the target equal to those in the other store.</summary>
internal sealed class OwnerMover(CopyStores stores, CopyRun run)
{
    private const int PageSize = 1_000;

    /// <summary>Lists the owners of both stores, each once.</summary>
    public static async IAsyncEnumerable<MemoryOwner> ListAsync(CopyStores stores, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stores is not { FromOwners: { } from, ToOwners: { } to })
            yield break;

        await using var source = ListAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var target = ListAsync(to, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (hasSource, hasTarget) = (await source.MoveNextAsync().ConfigureAwait(false), await target.MoveNextAsync().ConfigureAwait(false));
        while (hasSource || hasTarget)
        {
            var order = !hasSource ? 1 : !hasTarget ? -1 : MemoryOwner.Compare(source.Current, target.Current);
            yield return order <= 0 ? source.Current : target.Current;
            if (order <= 0)
                hasSource = await source.MoveNextAsync().ConfigureAwait(false);
            if (order >= 0)
                hasTarget = await target.MoveNextAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lists the owners of one store, without the mark of a copy.</summary>
    public static async IAsyncEnumerable<MemoryOwner> ListAsync(IOwnerCopy owners, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (MemoryOwner? last = null; await owners.ListOwnersAsync(last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page; last = page[^1])
        {
            foreach (var owner in page)
            {
                if (owner.Owner != CopyTarget.Mark)
                    yield return owner;
            }
        }
    }

    public async ValueTask MoveAsync(MemoryOwner owner, CancellationToken cancellationToken)
    {
        await run.TryAsync(key: null, $"The state of {owner}", () => MoveStateAsync(owner, cancellationToken)).ConfigureAwait(false);
        await run.TryAsync(key: null, $"What {owner} remembers", () => MoveMemoriesAsync(owner, cancellationToken)).ConfigureAwait(false);
    }

    private async ValueTask MoveStateAsync(MemoryOwner owner, CancellationToken cancellationToken)
    {
        if (owner.AgentName is not null || stores.From.GetService<IOwnerState>() is not { } from || stores.To.GetService<IOwnerState>() is not { } to)
            return;

        var source = await from.ReadChangesAsync(owner.Owner, StateVersion.None, cancellationToken).ConfigureAwait(false);
        var target = await to.ReadChangesAsync(owner.Owner, StateVersion.None, cancellationToken).ConfigureAwait(false);
        if (OwnerImage.AreEqual(source, target) || (source.Count == 0 && !run.OwnsTarget))
            return;
        if (!run.IsDry)
            await stores.ToOwners!.RestoreStateAsync(owner.Owner, source, cancellationToken).ConfigureAwait(false);
        run.CountOwner();
    }

    private async ValueTask MoveMemoriesAsync(MemoryOwner owner, CancellationToken cancellationToken)
    {
        if (stores.From.GetService<IMemoryStore>() is not { } from || stores.To.GetService<IMemoryStore>() is not { } to)
            return;

        var source = await OwnerImage.ReadMemoriesAsync(from, stores.FromOwners!, owner, cancellationToken).ConfigureAwait(false);
        var target = await OwnerImage.ReadMemoriesAsync(to, stores.ToOwners!, owner, cancellationToken).ConfigureAwait(false);
        foreach (var (item, _) in source.Where(memory => memory.Key.Unreadable is not null))
            run.Tell(new UnreadableSession(Key: null, $"Memory {(item.Key is null ? item.Id : $"'{item.Key}'")} of {owner} was not copied: it {item.Unreadable}."));
        source.RemoveAll(memory => memory.Key.Unreadable is not null);
        if (OwnerImage.AreEqual(source, target) || (source.Count == 0 && !run.OwnsTarget))
            return;
        if (!run.IsDry)
            await stores.ToOwners!.RestoreMemoriesAsync(owner, source, cancellationToken).ConfigureAwait(false);
        run.CountOwner();
    }
}
