namespace Colloquy;

/// <summary>Writes a session to a stream: as a document that can be imported, or as a transcript.</summary>
public sealed class SessionDocuments
{
    internal SessionDocuments(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Writes the whole session as a document, which <see cref="SessionStoreExtensions.ImportAsync"/> restores: the entries of all branches, state, content that is stored outside the log, and usage.</summary>
    /// <param name="destination">The stream to write to. It is not closed.</param>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <remarks>
    /// The document shows the session at one moment, also while a turn runs. Every hash is checked: an entry that differs from what was written, or cannot be
    /// read, is in the document with what is known of it and with the problem in its field <c>unreadable</c>, and a warning says so.
    /// </remarks>
    /// <exception cref="SessionNotFoundException">There is no such session, or it was deleted.</exception>
    public Task ExportAsync(Stream destination, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return SessionExport.RunAsync(Log.Store, Key, destination, Log.Logger, progress, cancellationToken);
    }

    /// <summary>Writes the conversation as a transcript: a line of JSON for each message, with its time, role, text, metadata, tool calls and results.</summary>
    /// <param name="destination">The stream to write to. It is not closed.</param>
    /// <param name="query">The filter; null for the history of the branch. <see cref="EventQuery.Kinds"/> has no effect: a transcript holds messages.</param>
    /// <param name="header">true to begin with a line that describes the session: key, title, metadata, policy; false for messages only.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The number of messages that were written.</returns>
    /// <remarks>A transcript is for people and for tools that read JSON Lines. A pruned message is a line with the fields of its header. It cannot be imported; <see cref="ExportAsync"/> writes a document that can.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<long> WriteTranscriptAsync(Stream destination, EventQuery? query = null, bool header = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Transcript.WriteAsync(Log, destination, query, header, cancellationToken);
    }
}
