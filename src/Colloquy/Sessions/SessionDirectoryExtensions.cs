using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Provides what operators' tools do across owners. Privileged: never for code that answers a user.</summary>
public static partial class SessionDirectoryExtensions
{
    /// <summary>Lists all selected sessions that match, those with the newest commits first, without reading any log. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">What to narrow to, null for everything; its limit is the size of the pages that are fetched.</param>
    /// <param name="unreadable">Is called with each session whose record cannot be read and which is skipped; null for no call.</param>
    /// <param name="logger">Where such sessions are logged; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public static async IAsyncEnumerable<SessionRecord> ListAllSessionsAsync(this ISessionDirectory directory, SessionSelection selection, SessionQuery? query = null, Action<UnreadableSession>? unreadable = null, ILogger? logger = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(selection);
        await foreach (var record in SessionPages.ReadAsync((next, token) => directory.ListAllAsync(selection, next, token), query, unreadable, logger, cancellationToken).ConfigureAwait(false))
            yield return record;
    }
}
