using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>Reads what waits for a person in a session, on any of its branches.</summary>
internal static class WaitingCalls
{
    public static async Task<IReadOnlyList<Approval>> ReadAsync(ISessionStore store, SessionKey key, CliHost host, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) is not { } session)
            return [];

        return await session.Approvals.ListAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the session that lists the call of an id among what waits: best the one whose agent has another work for it. Null when none does.</summary>
    public static async Task<(SessionKey Session, Approval Approval)?> FindAsync(SqliteSessionStore store, ApprovalId id, string? app, string? user, CliHost host, CancellationToken cancellationToken)
    {
        (SessionKey, Approval)? own = null;
        for (var query = new DirectoryQuery { App = app, User = user, Filter = new SessionFilter { Limit = 1_000, Activity = SessionActivity.Waiting } }; ;)
        {
            var page = await store.ListAllAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Sessions)
            {
                if ((await ReadAsync(store, record.Key, host, cancellationToken).ConfigureAwait(false)).FirstOrDefault(approval => approval.Id == id) is not { } found)
                    continue;
                if (found.Session != record.Key)
                    return (record.Key, found);
                own = (record.Key, found);
            }

            if (page.Next is null)
                return own;
            query = query with { After = page.Next };
        }
    }

    /// <summary>The call as a person is asked about it: whole, since that is what is approved.</summary>
    public static string Describe(Approval approval) => PlainText.Line(approval.ToString());
}
