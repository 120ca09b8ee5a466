namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which stores memories across conversations.</summary>
/// <remarks>
/// <para>Applications use the handle that <c>store.GetMemory(owner)</c> returns. The store is given the words and the vector of each text: to split texts,
/// call embedding models and rank is not its work.</para>
/// <para>1. Every method is about one owner, compared part by part and byte by byte. The memories of another owner are not found, also not by id.</para>
/// <para>2. A write is atomic, with its words and its vector, and as durable as a commit.</para>
/// <para>3. A replaced or deleted memory is found by no word and no vector afterwards. An id is not used twice.</para>
/// <para>4. Memories stay when the sessions that they came from are deleted.</para>
/// <para>5. A memory that cannot be read does not prevent the reading of others: it is returned with the parts that can be read and <see cref="MemoryItem.Unreadable"/>, and can be replaced and deleted. A vector that cannot be read counts as none, and is in <see cref="MemoryCandidates.Unreadable"/>.</para>
/// </remarks>
public interface IMemoryStore
{
    /// <summary>Stores a memory: replaces the one under its key, or adds it.</summary>
    /// <param name="put">The memory. Memories that <see cref="MemoryPut.EnsureWellFormed"/> refuses are refused.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The stored memory. A replaced memory keeps its id and its creation time.</returns>
    /// <exception cref="SizeLimitException">The owner would have more than <see cref="MemoryPut.MaxMemories"/>; nothing was written.</exception>
    ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default);

    /// <summary>Reads memories by their ids, as they are at one moment.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The memories that exist, in the order of their ids.</returns>
    ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default);

    /// <summary>Finds a memory by its key; null when there is none.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists memories.</summary>
    /// <param name="listing">The filter and the page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost depends on the page, not on the number of memories.</remarks>
    ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default);

    /// <summary>Finds the memories that contain terms, in keys or texts.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="terms">The terms; at least one.</param>
    /// <param name="anyTerm">true to find memories that contain one of the terms; false to find those that contain all.</param>
    /// <param name="limit">The maximum number of memories, from 1; those that were stored last are returned. When <paramref name="anyTerm"/> is true, it applies to each term, so that a rare word is found together with common ones.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds the memories whose vectors are most similar to one, compared with every vector of its model and dimension.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="limit">The maximum number of memories, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default);

    /// <summary>Sets the vector of a memory, and replaces any earlier one.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="id">The memory.</param>
    /// <param name="version">The version of the memory that the vector was created from.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the vector was set; false when the memory was deleted or written since, and nothing was changed.</returns>
    ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default);

    /// <summary>Deletes a memory.</summary>
    /// <param name="owner">The owner of the memory.</param>
    /// <param name="id">The memory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the memory was deleted; false when the owner has no such memory.</returns>
    ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default);

    /// <summary>Deletes all memories of an owner.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of memories that were deleted.</returns>
    ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default);
}
