namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which reads whole sessions as they are stored, to copy them to another store.</summary>
/// <remarks>
/// <para>1. The parts show the session at one moment: entries, branches and facts of one tip, with positions, salts, hashes, chain and receipts.</para>
/// <para>2. A lease is not copied. A running turn is interrupted in the copy.</para>
/// <para>3. The use of memory does not depend on the length of the session: entries, usage and receipts are returned in batches.</para>
/// <para>4. When <see cref="ISessionStore.RestoreAsync"/> is given the parts under the same key, the session is equal. Under another key the chain must be computed again.</para>
/// </remarks>
public interface ISessionCopy
{
    /// <summary>Reads a session.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SessionNotFoundException">There is no such session. It is thrown when the enumeration begins.</exception>
    IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, CancellationToken cancellationToken = default);
}
