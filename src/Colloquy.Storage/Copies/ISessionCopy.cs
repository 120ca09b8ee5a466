namespace Colloquy.Storage;

/// <summary>Reads whole sessions as they are stored, to copy them to another store. An optional part of the port.</summary>
/// <remarks>
/// <para>1. The parts show the session at one moment: entries, branches and facts of one tip, with positions, salts, hashes, chain and receipts.</para>
/// <para>2. A lease is not copied. A turn that runs is an interrupted one in the copy.</para>
/// <para>3. Memory does not grow with the session's length: entries, usage and receipts come in batches.</para>
/// <para>4. Given to <see cref="ISessionStore.RestoreAsync"/> under the same key, the parts make an equal session. Under another key the chain must be computed anew.</para>
/// </remarks>
public interface ISessionCopy
{
    /// <summary>Reads a session.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SessionNotFoundException">There is no such session; thrown when the reading begins.</exception>
    IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, CancellationToken cancellationToken = default);
}
