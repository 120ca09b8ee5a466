namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which stores the state of users and applications. Without it there is session state only.</summary>
/// <remarks>
/// <para>1. An owner has one counter of versions: the first write makes version 1, and each write of any key the next. A removal is a write; its version and its key stay.</para>
/// <para>2. A put is made only when <see cref="StatePut.Fits"/> returns true; of several puts on the same version, one is made. It is as durable as a commit.</para>
/// <para>3. <see cref="ISessionStore.CommitAsync"/> of such a store makes the puts of <see cref="Commit.Puts"/> together with the entries, in order, after all other checks: when one does not fit, the commit is refused with a <see cref="StateConflictException"/>. A repeated commit writes nothing.</para>
/// <para>4. The state of an application is that of an owner without a user. An owner is reached by app and user only; keys are compared byte by byte. The deletion of sessions does not change it.</para>
/// <para>5. Values are bytes that the store does not read.</para>
/// </remarks>
public interface IOwnerState
{
    /// <summary>Returns the newest write of a key, and the owner's newest version, as they are at one moment.</summary>
    /// <param name="owner">The owner of the state.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default);

    /// <summary>Returns the existing keys with their values, ordered by the bytes of the keys.</summary>
    /// <param name="owner">The owner of the state.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Returns the newest write of each key after a version, including removals, ordered by version.</summary>
    /// <param name="owner">The owner of the state.</param>
    /// <param name="since">The version; <see cref="StateVersion.None"/> for all writes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost depends on the number of changes.</remarks>
    ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default);

    /// <summary>Writes a key, if it still has the version that the writer expects.</summary>
    /// <param name="put">The write. Writes that <see cref="StatePut.EnsureWellFormed"/> refuses are refused.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>The new version; null when another write came in between, and nothing was written.</returns>
    ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default);
}
