namespace Colloquy;

/// <summary>Writes a session to a stream: as a document that can be imported, or as a transcript.</summary>
public sealed class SessionDocuments
{
    internal SessionDocuments(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Writes the whole session as a document, which <see cref="SessionStoreExtensions.ImportAsync"/> restores: the entries of all branches, with state, content beside the log, and usage.</summary>
    /// <param name="destination">Where to; it is not closed.</param>
    /// <param name="progress">Who is told how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <remarks>
    /// It shows the session at one moment, also while a turn runs. Every hash is checked on the way: an entry that is not what was written, or cannot be
    /// read, is in the document with what is known of it and with the problem in its field <c>unreadable</c>, and a warning says so.
    /// </remarks>
    /// <exception cref="SessionNotFoundException">The session is not there, or no longer.</exception>
    public Task ExportAsync(Stream destination, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return SessionExport.RunAsync(Log.Store, Key, destination, Log.Logger, progress, cancellationToken);
    }

    /// <summary>Writes the conversation as a transcript: a line of JSON for each message, with its time, role, text, metadata, tool calls and results.</summary>
    /// <param name="destination">Where to; it is not closed.</param>
    /// <param name="query">Which messages; null for the history of the branch. <see cref="EventQuery.Kinds"/> has no effect: a transcript holds messages.</param>
    /// <param name="header">Whether the first line describes the session: key, title, metadata, policy.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>How many messages were written.</returns>
    /// <remarks>For people, and for tools that read JSON Lines. A message that was pruned is a line with what its header tells. What can be brought back is written by <see cref="ExportAsync"/>.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<long> WriteTranscriptAsync(Stream destination, EventQuery? query = null, bool header = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Transcript.WriteAsync(Log, destination, query, header, cancellationToken);
    }
}
