namespace Colloquy.Storage;

/// <summary>Keeps memories across conversations. A part of the port that a store may have.</summary>
/// <remarks>
/// <para>A port like the store itself; programs use the handle that <c>store.GetMemory(owner)</c> returns. It is given words and vectors beside each text: taking texts apart,
/// asking embedding models and ranking are not its work.</para>
/// <para>1. Every method is about one owner, compared part by part and byte by byte. What another owns is not there, also by its number.</para>
/// <para>2. A write is all or nothing, with the words and the vector that belong to it, and is kept as a commit is.</para>
/// <para>3. What was replaced or forgotten is found by no words and no vector afterwards. Numbers are not given twice.</para>
/// <para>4. Memories outlive the sessions that they came from.</para>
/// <para>5. A memory that cannot be read takes no other down: it is returned with what can be read of it and <see cref="MemoryItem.Unreadable"/>, and can be replaced and forgotten. A vector that cannot be read counts as none, and stands in <see cref="MemoryCandidates.Unreadable"/>.</para>
/// </remarks>
public interface IMemoryStore
{
    /// <summary>Keeps a memory: replaces the one under its key, else adds it.</summary>
    /// <param name="put">The memory. What <see cref="MemoryPut.EnsureWellFormed"/> refuses is refused.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The memory as it is kept. One that is replaced keeps its number, and when it was first kept.</returns>
    /// <exception cref="SizeLimitException">The owner would have more than <see cref="MemoryPut.MaxMemories"/>; nothing was written.</exception>
    ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default);

    /// <summary>Reads memories by their numbers, as they are at one moment.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="ids">The numbers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Those that are there, in the order of the numbers.</returns>
    ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default);

    /// <summary>Finds a memory by its key; null when it is absent.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists memories.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost follows the page, not how many memories there are.</remarks>
    ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default);

    /// <summary>Finds the memories that contain terms, in keys or texts.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="terms">The terms; at least one.</param>
    /// <param name="anyTerm">Whether one of the terms is enough; otherwise a memory must contain all of them.</param>
    /// <param name="limit">The most that are found, from 1; where one of the terms is enough, for each term, so that a rare word is found beside common ones. Of more, those that were stored last.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds the memories whose vectors are most like one, looking at every vector of its model and dimension.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="limit">The most that are found, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default);

    /// <summary>Gives a memory a vector, in place of the one that it has.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="id">The memory.</param>
    /// <param name="version">The version of the memory that the vector was made of.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the memory is gone, or was written since; nothing was changed.</returns>
    ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default);

    /// <summary>Forgets a memory.</summary>
    /// <param name="owner">Whose memory.</param>
    /// <param name="id">The memory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the owner has no such memory.</returns>
    ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default);

    /// <summary>Forgets all memories of an owner.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many were forgotten.</returns>
    ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default);
}
