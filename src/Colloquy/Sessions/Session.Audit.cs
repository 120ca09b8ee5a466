using System.Runtime.CompilerServices;

namespace Colloquy;

/// <content>What is read for an audit.</content>
public sealed partial class Session
{
    /// <summary>Reads the events of the session, the oldest first: messages, model calls, state writes, moves of heads, prunes.</summary>
    /// <param name="query">The filter; null for all events.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>The reading ends with the last event that the session had when the reading began. It reads the log page by page, as the caller asks for more, and nothing before the position or the time at which it begins.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async IAsyncEnumerable<SessionEvent> ReadEventsAsync(EventQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in EventReader.ReadAsync(Log, query ?? new EventQuery(), cancellationToken).ConfigureAwait(false))
            yield return await SessionEvent.ReadAsync(Log, entry, cancellationToken).ConfigureAwait(false);
    }
}
