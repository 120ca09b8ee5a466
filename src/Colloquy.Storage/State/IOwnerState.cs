namespace Colloquy.Storage;

/// <summary>Keeps the state of users and applications, which belongs to no session. A part of the port that a store may have; without it there is session state only.</summary>
/// <remarks>
/// <para>1. An owner's versions are one counter: the first write makes version 1, and each write of any key the next. A removal is a write; its version and its key are kept.</para>
/// <para>2. A put holds only where <see cref="StatePut.Fits"/> says so; of several on the same version, one holds. What it wrote survives as a commit does.</para>
/// <para>3. <see cref="ISessionStore.CommitAsync"/> of such a store makes the puts of <see cref="Commit.Puts"/> together with the entries, in order, after all else was checked: when one does not fit, the commit is refused with a <see cref="StateConflictException"/>. A repeated commit writes nothing.</para>
/// <para>4. The state of an application is that of an owner without a user. An owner is reached by app and user only; keys are compared byte by byte. Deleting sessions leaves it as it is.</para>
/// <para>5. Values are bytes that the store does not read.</para>
/// </remarks>
public interface IOwnerState
{
    /// <summary>Returns the newest write of a key, and the owner's newest version, as they are at one moment.</summary>
    /// <param name="owner">Whose state.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default);

    /// <summary>Returns the keys that are there with their values, ordered by the bytes of their keys.</summary>
    /// <param name="owner">Whose state.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Returns the newest write of each key that is newer than a version, the removals among them, ordered by version.</summary>
    /// <param name="owner">Whose state.</param>
    /// <param name="since">The version; <see cref="StateVersion.None"/> for all that were ever written.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost follows what has changed.</remarks>
    ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default);

    /// <summary>Writes a key, if it is at the version that the writer has seen.</summary>
    /// <param name="put">The write. What <see cref="StatePut.EnsureWellFormed"/> refuses is refused.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>The version that it made; null when another write came in between, and nothing was written.</returns>
    ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default);
}
