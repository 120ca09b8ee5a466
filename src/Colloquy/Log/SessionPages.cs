using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Reads a listing page after page, and reports the sessions whose records cannot be read.</summary>
internal static class SessionPages
{
    public static async IAsyncEnumerable<SessionRecord> ReadAsync(
        Func<SessionQuery, CancellationToken, ValueTask<SessionPage>> list,
        SessionQuery? query,
        Action<UnreadableSession>? unreadable,
        ILogger? logger,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        query ??= new SessionQuery();
        while (true)
        {
            var page = await list(query, cancellationToken).ConfigureAwait(false);
            foreach (var session in page.Unreadable)
            {
                ReadingLog.SessionUnreadable(logger ?? NullLogger.Instance, session.Key, session.Problem);
                unreadable?.Invoke(session);
            }

            foreach (var record in page.Sessions)
                yield return record;
            if (page.Next is null)
                yield break;
            query = query with { After = page.Next };
        }
    }
}
