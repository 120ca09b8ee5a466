namespace Colloquy;

/// <content>What goes out of the process: handles and documents.</content>
public sealed partial class Session
{
    /// <summary>What names the session and the branch that this handle is bound to.</summary>
    public SessionHandle Handle => new(Key, Log.Bound) { Fields = Log.HandleFields };

    /// <summary>Returns <see cref="Handle"/> as JSON. It is no proof of identity: whoever brings it back must say whose it may be.</summary>
    public string ToJson() => Handle.ToJson();

    /// <summary>Writes the whole session as a document, which <see cref="DocumentExtensions.ImportAsync"/> restores: the entries of all branches, with state, content beside the log, and usage.</summary>
    /// <param name="destination">Where to; it is not closed.</param>
    /// <param name="progress">Who is told how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <remarks>
    /// It shows the session at one moment, also while a turn runs. Every hash is checked on the way: an entry that is not what was written, or cannot be
    /// read, stands in the document with what is known of it and with what is wrong in its field <c>unreadable</c>, and a warning says so.
    /// </remarks>
    /// <exception cref="SessionNotFoundException">The session is not there, or no longer.</exception>
    public Task ExportAsync(Stream destination, IProgress<DocumentProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return SessionExport.RunAsync(Log.Store, Key, destination, Log.Logger, progress, cancellationToken);
    }
}
