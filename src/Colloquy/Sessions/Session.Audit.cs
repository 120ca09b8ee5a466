using System.Runtime.CompilerServices;

namespace Colloquy;

/// <content>What is read for an audit.</content>
public sealed partial class Session
{
    /// <summary>Reads the audit of the session, the oldest record first: who opened, read, ran, exported, changed, held or pruned it, and when. Records have no content of the session.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>
    /// There are records of what was done through views of a <see cref="SessionGuard"/>. Changes of the log are recorded in the log, in the commit that makes them, and everything else in the trail of the session; both are chains of hashes. They are read page by page.
    /// Reading the audit needs <see cref="SessionAction.Administer"/>, and is recorded itself.
    /// </remarks>
    /// <exception cref="SessionAccessException">The principal of the handle may not read it.</exception>
    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken = default) => AuditReading.ReadAsync(Log.Store, Key, Log.Logger, cancellationToken);

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
