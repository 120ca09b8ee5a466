namespace Colloquy.Sqlite;

/// <summary>Makes a session of its spooled parts, within a transaction that its caller ends.</summary>
internal static class SessionRestoration
{
    private static readonly Sql Insert = new("""
        INSERT INTO sessions (app, user, session, created, updated, listed, tip, chain, branch, head, head_segment, activity, lease_token, interrupt, details_version, title, metadata, moved, bytes, pruned, retention, waits, waiting, entries, bytes_beside)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
        ON CONFLICT (app, user, session) DO NOTHING
        """);

    public static SessionRecord? Write(Connection connection, SessionRecord record, RestoreSpool spool)
    {
        var key = record.Key;
        connection.Use(Insert)
            .Bind(1, key)
            .Bind(4, record.CreatedAt.ToUnixTimeMilliseconds()).Bind(5, record.UpdatedAt.ToUnixTimeMilliseconds())
            .Bind(6, record.Tip.Value).Bind(7, record.Chain)
            .Bind(8, record.Branch).Bind(9, record.Head.Value).Bind(10, record.HeadSegment.Value)
            .Bind(11, (long)record.Activity)
            .Bind(12, record.Details.Version).Bind(13, record.Details.Title).Bind(14, SessionRow.ToJson(record.Details.Metadata))
            .Bind(15, record.LastMove.Value).Bind(16, record.Bytes).Bind(17, record.Pruned.Value)
            .Bind(18, record.Retention is { } policy ? RetentionJson.Write(policy) : null)
            .Bind(19, record.IsWaiting ? 1L : 0).Bind(20, record.WaitingBranches)
            .Bind(21, record.Entries).Bind(22, record.BytesOutsideLog)
            .Run();
        if (connection.Changes() == 0)
            return null;

        var session = SessionRow.FindNumber(connection, key)!.Value.Value;
        spool.CopyTo(connection, key, session);
        foreach (var branch in spool.Facts!.Branches)
        {
            if (branch.Name != record.Branch)
                BranchRow.Save(connection, session, branch);
        }

        if (!record.Tip.IsStart)
            SearchCursor.FallBehind(connection, key, session);
        return record;
    }
}
