namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which erases what is left of an owner when the owner's sessions, state and memories were removed. Privileged.</summary>
public interface IErasure
{
    /// <summary>Gives the usage of an owner's deleted sessions to another owner, in one step, so that sums stay and the first owner is named no more.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="pseudonym">The other owner, of the same application.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <remarks>The usage of sessions that exist stays with the owner. A second call finds nothing more to give.</remarks>
    /// <exception cref="ArgumentException">The owners belong to two applications, or are the same.</exception>
    ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default);

    /// <summary>Overwrites what removed rows have left in the storage, as far as the store can reach it: search indexes, free space, its log of changes.</summary>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>true when nothing is left in the files of the store; false when a part is beyond its reach, such as the files of a database server.</returns>
    /// <remarks>The cost can depend on the size of the whole store. Others can read and write meanwhile, and may wait.</remarks>
    ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default);
}
