namespace Colloquy.Cli;

/// <summary>The calls that wait for a person in several sessions.</summary>
/// <param name="Calls">The calls, each once.</param>
/// <param name="SessionsLeft">How many sessions have calls that are not among them, because of the limit.</param>
/// <param name="Unreadable">The sessions whose calls cannot be read.</param>
internal sealed record WaitingList(IReadOnlyList<Approval> Calls, int SessionsLeft, IReadOnlyList<UnreadableSession> Unreadable);

/// <summary>Reads what waits for a person in a session, on any of its branches.</summary>
internal static class WaitingCalls
{
    /// <summary>Reads the calls of several sessions, at most as many as the limit.</summary>
    public static async Task<WaitingList> ReadAllAsync(ISessionStore store, IReadOnlyList<SessionRecord> sessions, int limit, CliHost host, CancellationToken cancellationToken)
    {
        var (calls, unreadable, read) = (new List<Approval>(), new List<UnreadableSession>(), 0);
        var known = new HashSet<(SessionKey, Position)>();
        while (read < sessions.Count && calls.Count <= limit)
        {
            // A call in the session of an agent that is a tool is listed for that session and for the caller's.
            var found = await ReadOrReportAsync(store, sessions[read++].Key, unreadable.Add, host, cancellationToken).ConfigureAwait(false);
            calls.AddRange(found.Where(approval => known.Add((approval.Session, approval.Position))));
        }

        var isCut = calls.Count > limit;
        return new WaitingList(isCut ? calls[..limit] : calls, sessions.Count - read + (isCut ? 1 : 0), unreadable);
    }

    public static async Task<IReadOnlyList<Approval>> ReadAsync(ISessionStore store, SessionKey key, CliHost host, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) is not { } session)
            return [];

        return await session.Approvals.ListAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the session that lists the call of an id among what waits: best the one whose agent has another work for it. Null when none does.</summary>
    public static async Task<(SessionKey Session, Approval Approval)?> FindAsync(ISessionStore store, ApprovalId id, SessionSelection selection, CliHost host, CancellationToken cancellationToken)
    {
        (SessionKey, Approval)? own = null;
        var query = new SessionQuery { Limit = 1_000, Activity = SessionActivity.Waiting };
        await foreach (var record in store.Everybody().ListAllSessionsAsync(selection, query, Warn, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if ((await ReadOrReportAsync(store, record.Key, Warn, host, cancellationToken).ConfigureAwait(false)).FirstOrDefault(approval => approval.Id == id) is not { } found)
                continue;
            if (found.Session != record.Key)
                return (record.Key, found);
            own = (record.Key, found);
        }

        return own;

        void Warn(UnreadableSession unreadable) => host.Terminal.Warning(unreadable.Problem);
    }

    /// <summary>Reads the calls of a session that was listed. One that cannot be read does not hide the others.</summary>
    private static async Task<IReadOnlyList<Approval>> ReadOrReportAsync(ISessionStore store, SessionKey key, Action<UnreadableSession> report, CliHost host, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(store, key, host, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptDataException damage)
        {
            report(new UnreadableSession(key, damage.Message));
            return [];
        }
        catch (SessionNotFoundException)
        {
            // Deleted since it was listed.
            return [];
        }
    }

    /// <summary>The call as a person is asked about it: whole, since that is what is approved.</summary>
    public static string Describe(Approval approval) => PlainText.Line(approval.ToString());
}
