using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy.Operations;

/// <summary>Provides operations across owners for the tools of operators. They are privileged: code that answers a user must not call them.</summary>
public static partial class SessionDirectoryExtensions
{
    /// <summary>Lists all selected sessions that match, those with the newest commits first, without reading any log. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">The filter; null for all sessions. Its limit is the size of the pages that are read.</param>
    /// <param name="unreadable">Is called with each session whose record cannot be read and which is skipped; null for no call.</param>
    /// <param name="logger">The logger for such sessions; null for none.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="StoreException">The listing has returned all sessions that can be read, and others cannot be; neither <paramref name="unreadable"/> nor <paramref name="logger"/> was given to report them.</exception>
    public static async IAsyncEnumerable<SessionRecord> ListAllSessionsAsync(this ISessionDirectory directory, SessionSelection selection, SessionQuery? query = null, Action<UnreadableSession>? unreadable = null, ILogger? logger = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(selection);
        await foreach (var record in SessionPages.ReadAsync((next, token) => directory.ListAllAsync(selection, next, token), query, unreadable, logger, cancellationToken).ConfigureAwait(false))
            yield return record;
    }
}
