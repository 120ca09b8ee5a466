namespace Colloquy;

/// <summary>Brings sessions back from handles and documents.</summary>
public static class DocumentExtensions
{
    /// <summary>Finds the session that a handle names, bound to its branch; null when it is absent. Creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="handle">The handle.</param>
    /// <param name="user">The owner that the session must have: who is signed in, never what the handle says.</param>
    /// <param name="app">The application that it must belong to.</param>
    /// <param name="options">How the handle on the session works; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionHandleException">The handle names a session of another owner.</exception>
    /// <exception cref="UnknownBranchException">The branch that it is bound to was deleted.</exception>
    public static async Task<Session?> FindAsync(this ISessionStore store, SessionHandle handle, string user, string app = SessionKey.DefaultApp, SessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(app);
        if (handle.Key.User != user || handle.Key.App != app)
            throw SessionHandleException.AnothersSession(user, app);

        if (await store.FindAsync(handle.Key, options, cancellationToken).ConfigureAwait(false) is not { } session)
            return null;

        session.Log.HandleFields = handle.Fields;
        return handle.Branch is { } branch ? await session.OnBranchAsync(branch, cancellationToken).ConfigureAwait(false) : session;
    }

    /// <summary>Restores a session from its document: all branches, state, content and usage.</summary>
    /// <param name="store">The store.</param>
    /// <param name="document">The document, read once from where the stream stands to its end.</param>
    /// <param name="options">Under which key, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the import.</param>
    /// <returns>A handle on the session.</returns>
    /// <remarks>
    /// The session is seen at once or not at all: until its last commit it is an empty session that is closed. When the
    /// import fails or is cancelled, that is removed; when its process dies, it stays, until the same document is
    /// imported again, which goes on where the first ended, or the session is deleted.
    /// </remarks>
    /// <exception cref="SessionExistsException">There is a session under the key.</exception>
    /// <exception cref="SessionDocumentException">The document is malformed, truncated, altered, or of a newer version.</exception>
    /// <exception cref="SessionBusyException">Another import of the document is under way.</exception>
    public static async Task<Session> ImportAsync(this ISessionStore store, Stream document, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(document);

        options ??= new ImportOptions();
        var key = await SessionImport.RunAsync(store, document, options, cancellationToken).ConfigureAwait(false);
        return await store.FindAsync(key, options.Session, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
    }
}
