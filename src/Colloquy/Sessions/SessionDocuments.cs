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
    public async Task ExportAsync(Stream destination, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (Log.Principal is { } principal)
            await principal.ExportAsync(Key, "document", cancellationToken).ConfigureAwait(false);
        await SessionExport.RunAsync(Log.Store, Key, destination, Log.Logger, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the conversation as a transcript, for people and their tools: JSON Lines, Markdown, or one HTML file.</summary>
    /// <param name="destination">The stream to write to. It is not closed.</param>
    /// <param name="options">The format and the filters; null for the history of the branch as JSON Lines.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The number of messages that were written.</returns>
    /// <remarks>
    /// The log is read page by page, so that memory does not grow with the length of the session. A message that was pruned or cannot be read is in the transcript, with what its header holds.
    /// A transcript cannot be imported; <see cref="ExportAsync"/> writes a document that can.
    /// </remarks>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<long> WriteTranscriptAsync(Stream destination, TranscriptOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var own = options?.Copy() ?? new TranscriptOptions();
        if (Log.Principal is { } principal)
            await principal.ExportAsync(Key, "transcript", cancellationToken).ConfigureAwait(false);
        return await Transcript.WriteAsync(Log, destination, own, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Verifies a document that <see cref="ExportAsync"/> wrote, without a store: the hash of every entry, the chain over all of them, signatures, and content.</summary>
    /// <param name="document">The stream to read from. It is not closed.</param>
    /// <param name="options">The options; null for the defaults, with which signatures are not verified.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result, with the first entry that does not fit. A document that is cut off, or a line that cannot be read, is such a failure.</returns>
    /// <exception cref="SessionDocumentException">The stream does not begin as a document of a session.</exception>
    public static Task<SessionVerification> VerifyAsync(Stream document, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return DocumentVerifier.RunAsync(document, options?.Copy() ?? new VerifyOptions(), cancellationToken);
    }
}
