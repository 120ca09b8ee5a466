namespace Colloquy.Tests;

/// <summary>A store in front of another, with a say in how commits are made.</summary>
public sealed class CommitHook(InMemorySessionStore inner) : DelegatingSessionStore(inner), IOwnerState
{
    /// <summary>Is given each commit, and what makes it.</summary>
    public Func<Commit, Func<ValueTask<CommitReceipt>>, ValueTask<CommitReceipt>> OnCommit { get; set; } = static (_, make) => make();

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => OnCommit(commit, () => inner.CommitAsync(key, commit, cancellationToken));

    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => inner.ListAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => inner.ReadChangesAsync(owner, since, cancellationToken);

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => inner.PutAsync(put, cancellationToken);
}
