namespace Colloquy;

/// <content>Brings sessions back from handles and documents.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Finds the session that a handle names, bound to the branch of the handle; null when there is no such session. Creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="handle">The handle.</param>
    /// <param name="owner">The owner that the session must have: the user who is signed in, never one that is read from the handle.</param>
    /// <param name="options">The options of the session's handle; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionDocumentException">The handle names a session of another owner.</exception>
    /// <exception cref="BranchNotFoundException">The branch that the handle is bound to was deleted.</exception>
    public static async Task<Session?> FindAsync(this ISessionStore store, SessionHandle handle, SessionOwner owner, OpenSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(owner);
        if (handle.Key.Owner != owner)
            throw SessionDocumentException.AnothersSession(owner);

        if (await store.FindAsync(handle.Key, options, cancellationToken).ConfigureAwait(false) is not { } session)
            return null;

        session.Log.HandleFields = handle.Fields;
        return handle.Branch is { } branch ? await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false) : session;
    }

    /// <summary>Restores a session from its document: all branches, state, content and usage.</summary>
    /// <param name="store">The store.</param>
    /// <param name="document">The document. The stream is read once, from its position to its end.</param>
    /// <param name="options">The key of the session and other options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the import.</param>
    /// <returns>A handle on the session.</returns>
    /// <remarks>
    /// The session becomes visible at once or not at all, also when the import fails, is cancelled, or its process dies. The whole document is read first
    /// and held in memory. The session keeps its times and its retention policy, so that the export of an imported session equals the document that it
    /// came from. Under another key, the key and the hashes that depend on it differ.
    /// </remarks>
    /// <exception cref="SessionExistsException">There is a session under the key.</exception>
    /// <exception cref="SessionDocumentException">The document is malformed, truncated, altered, or of a newer version.</exception>
    /// <exception cref="NotSupportedException">The session has a retention policy, and the store does not support policies.</exception>
    public static async Task<Session> ImportAsync(this ISessionStore store, Stream document, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(document);

        options = options?.Copy() ?? new ImportOptions();
        var key = await SessionImport.RunAsync(store, document, options, cancellationToken).ConfigureAwait(false);
        return await store.FindAsync(key, options.Session, CancellationToken.None).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
    }
}
