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
        var (first, count) = (default(UnreadableSession), 0);
        while (true)
        {
            var page = await list(query, cancellationToken).ConfigureAwait(false);
            foreach (var session in page.Unreadable)
            {
                (first, count) = (first ?? session, count + 1);
                ReadingLog.SessionUnreadable(logger ?? NullLogger.Instance, session.Key, session.Problem);
                unreadable?.Invoke(session);
            }

            foreach (var record in page.Sessions)
                yield return record;
            if (page.Next is null)
                break;
            query = query with { After = page.Next };
        }

        // Nobody heard of them: a listing that looks complete would hide them. The others come first.
        if (first is not null && unreadable is null && logger is null)
            throw StoreException.NotListed(first, count);
    }
}
