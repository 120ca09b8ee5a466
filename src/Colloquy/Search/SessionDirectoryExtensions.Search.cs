using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Operations;

/// <content>Searches messages of all owners.</content>
public static partial class SessionDirectoryExtensions
{
    /// <summary>Searches the messages of selected sessions. Privileged: it is for the tools of operators, never for code that answers a user.</summary>
    /// <param name="directory">A store with a directory.</param>
    /// <param name="query">The query; a string converts to one.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="progress">Receives the progress of the index, when it is updated first; null for none.</param>
    /// <param name="logger">Where it is logged that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    /// <exception cref="ArgumentException">The directory is not the store itself, and gives no access to what its sessions say.</exception>
    public static Task<SearchPage> SearchAllAsync(this ISessionDirectory directory, SearchQuery query, SessionSelection selection, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(selection);
        return directory is ISessionStore store
            ? SearchRun.RunAsync(store, selection, session: null, query, logger ?? NullLogger.Instance, progress, cancellationToken)
            : throw new ArgumentException("The directory lists sessions, but is no store that they could be read from. Search the store itself.", nameof(directory));
    }
}
