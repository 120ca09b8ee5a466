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
    public static async Task<(SessionKey Session, Approval Approval)?> FindAsync(SqliteSessionStore store, ApprovalId id, SessionSelection selection, CliHost host, CancellationToken cancellationToken)
    {
        (SessionKey, Approval)? own = null;
        var query = new SessionQuery { Limit = 1_000, Activity = SessionActivity.Waiting };
        await foreach (var record in store.ListAllSessionsAsync(selection, query, unreadable => host.Terminal.Warning(unreadable.Problem), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if ((await ReadAsync(store, record.Key, host, cancellationToken).ConfigureAwait(false)).FirstOrDefault(approval => approval.Id == id) is not { } found)
                continue;
            if (found.Session != record.Key)
                return (record.Key, found);
            own = (record.Key, found);
        }

        return own;
    }

    /// <summary>The call as a person is asked about it: whole, since that is what is approved.</summary>
    public static string Describe(Approval approval) => PlainText.Line(approval.ToString());
}
