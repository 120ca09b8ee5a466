using System.Runtime.CompilerServices;

namespace Colloquy;

/// <content>What is read for an audit.</content>
public sealed partial class Session
{
    /// <summary>Reads what happened in the session, the oldest first: messages, model calls, state, heads that moved, what was pruned.</summary>
    /// <param name="query">Which events; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>It ends with what was there when it began. It reads as it is asked on, and nothing before the position or the time that it begins at.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async IAsyncEnumerable<SessionEvent> ReadEventsAsync(EventQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in EventReader.ReadAsync(Log, query ?? new EventQuery(), cancellationToken).ConfigureAwait(false))
            yield return await EventReader.ToEventAsync(Log, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the conversation as a transcript: a line of JSON for each message, with its time, role, text, metadata, tool calls and results.</summary>
    /// <param name="destination">Where to; it is not closed.</param>
    /// <param name="options">What of it; null for the history of the branch.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>How many messages were written.</returns>
    /// <remarks>For people, and for tools that read JSON Lines. A message that was pruned is a line with what its header tells. What can be brought back is written by <see cref="ExportAsync"/>.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<long> WriteTranscriptAsync(Stream destination, TranscriptOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Transcript.WriteAsync(Log, destination, options ?? new TranscriptOptions(), cancellationToken);
    }
}
