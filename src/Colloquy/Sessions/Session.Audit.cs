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
}
