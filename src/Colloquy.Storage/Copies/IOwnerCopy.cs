namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which reads and restores the state, memories and usage that belong to users and applications and to no session, to copy a whole store. Privileged: it is for the tools of operators, never for code that answers a user.</summary>
/// <remarks>
/// <para>A store implements it in addition to <see cref="IOwnerState"/>, <see cref="IMemoryStore"/> and <see cref="IUsageLedger"/>, which read what it restores. <see cref="ISessionCopy"/> is about sessions.</para>
/// <para>1. A restoration is atomic, as durable as a commit, and replaces all that the owner had. What is restored is read back with the versions, times and order that it had in the other store.</para>
/// <para>2. The next write of an owner's state makes the version after the newest that was restored, which may be that of a removal.</para>
/// <para>3. Restored memories are found by their words and vectors. Their ids are new, in the same order.</para>
/// </remarks>
public interface IOwnerCopy
{
    /// <summary>Lists the owners that have state or memories, ordered by the bytes of app, user and agent; those without a user or an agent come first. State belongs to an owner without an agent, and removed keys count as state.</summary>
    /// <param name="after">The owner after which to continue; null for the first page.</param>
    /// <param name="limit">The maximum number of owners, from 1. The call returns fewer only at the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost depends on the page, not on the number of owners.</remarks>
    ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Replaces the state of an owner.</summary>
    /// <param name="owner">The owner of the state.</param>
    /// <param name="state">The newest write of each key, removals included, as <see cref="IOwnerState.ReadChangesAsync"/> returns them; none to remove the owner with its counter of versions.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default);

    /// <summary>Replaces the memories of an owner.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="memories">The memories with their vectors, those that were stored first come first; their ids are ignored.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default);

    /// <summary>Reads the vectors of memories.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="ids">The memories.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A vector for each id; null where there is none, or none that can be read.</returns>
    ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads the usage of an owner's calls that belong to no session any more, ordered by time and then by the text of their ids. <see cref="IUsageLedger.RecordAsync"/> restores it, for a session that does not exist.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="after">The record after which to continue; null for the first page.</param>
    /// <param name="limit">The maximum number of records, from 1. The call returns fewer only at the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default);
}
