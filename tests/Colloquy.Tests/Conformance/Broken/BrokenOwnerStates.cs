namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Writes the state of a commit before it knows whether the commit is refused.</summary>
public sealed class PutsBeforeItCommits(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        foreach (var put in commit.Puts)
        {
            if (await Inner.PutAsync(put, cancellationToken) is null)
                throw new StateConflictException(put, await Inner.FindAsync(put.Owner, put.Key, cancellationToken));
        }

        return await base.CommitAsync(key, commit with { Puts = [] }, cancellationToken);
    }
}

/// <summary>Commits the entries that tell of state, and not the state.</summary>
public sealed class DropsPuts(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Puts = [] }, cancellationToken);
}

/// <summary>Takes any version for the one that was expected.</summary>
public sealed class PutsOverOthers(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) =>
        await base.PutAsync(put with { Expected = (await Inner.FindAsync(put.Owner, put.Key, cancellationToken)).Version }, cancellationToken);
}

/// <summary>Forgets a key that is removed, as if it had never been.</summary>
public sealed class ForgetsStateRemovals(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) =>
        await base.FindAsync(owner, key, cancellationToken) is { Stored.Removed: false } slot ? slot : new StateSlot(null, StateVersion.None);

    public override async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadChangesAsync(owner, since, cancellationToken)).Where(stored => !stored.Removed)];
}

/// <summary>Shows a user what the app has, where the user has nothing.</summary>
public sealed class MixesUsersState(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) =>
        await base.ListAsync(owner, cancellationToken) is { Count: > 0 } found ? found : await base.ListAsync(new SessionOwner(app: owner.App), cancellationToken);
}

/// <summary>Gives each key a counter of its own, so that changes of other keys are missed.</summary>
public sealed class CountsVersionsByKey(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadChangesAsync(owner, StateVersion.None, cancellationToken)).GroupBy(stored => stored.Key).Select(group => group.Last() with { Version = new StateVersion(1) }).Where(stored => stored.Version > since)];
}
