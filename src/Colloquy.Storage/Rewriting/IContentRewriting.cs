namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which replaces stored bytes by others with the same meaning. A store that encrypts uses it to encrypt with other keys. Privileged: no other code changes what was stored.</summary>
/// <remarks>
/// <para>1. A rewrite is atomic and as durable as a commit. Readers see the bytes from before it or those from after it.</para>
/// <para>2. It is made only where the stored bytes are the expected ones. Otherwise the call returns false, and nothing is written.</para>
/// <para>3. Positions, headers, hashes, chain, receipts, times, versions of state and retention policies stay as they are. A session that is immutable or under a legal hold can be rewritten: it keeps its content.</para>
/// <para>4. Replaced bytes do not stay in the rows. <see cref="IErasure.ScrubAsync"/> removes what is left of them in the files.</para>
/// </remarks>
public interface IContentRewriting
{
    /// <summary>Replaces payloads, content outside the log, title and metadata of a session, if its title and metadata are the expected ones.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="rewrite">The new bytes.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>true when the rewrite was made; false when title or metadata differ, or there is no such session.</returns>
    /// <remarks>The call moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, needs no lease, and does not wait for a running turn.</remarks>
    ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default);

    /// <summary>Replaces a value in the state of an owner, if it is the expected one. Its version stays.</summary>
    /// <param name="owner">The owner of the state.</param>
    /// <param name="rewrite">The new value.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default);

    /// <summary>Replaces key, text, metadata and vector of a memory, if its text and vector are the expected ones. Its id, version, times and source stay, and it has no words afterwards.</summary>
    /// <param name="owner">The owner of the memory.</param>
    /// <param name="rewrite">The new bytes.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>true when the rewrite was made; false when the memory differs, another memory has the new key, or there is no such memory.</returns>
    ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default);
}
