using System.Globalization;

namespace Colloquy.Import;

/// <summary>A branch of a session of <c>AdvancedSQLiteSession</c>.</summary>
/// <param name="Name">Its id.</param>
/// <param name="From">The branch that it comes from; null for the first.</param>
/// <param name="After">How many messages it shares with that branch.</param>
internal sealed record AgentsBranch(string Name, string? From, long After);

/// <summary>Finds the branches of a session, and where each leaves the one that it comes from: a branch lists the messages that it shares with its source, too.</summary>
internal static class AgentsBranches
{
    private const string Names = "SELECT branch_id FROM message_structure WHERE session_id = ? GROUP BY branch_id ORDER BY branch_id <> 'main', MIN(id)";

    private const string Messages = "SELECT message_id, sequence_number FROM message_structure WHERE session_id = ? AND branch_id = ? ORDER BY sequence_number, id";

    private const string Orphans = """
        SELECT m.id FROM agent_messages m
        WHERE m.session_id = ? AND NOT EXISTS (SELECT 1 FROM message_structure s WHERE s.message_id = m.id AND s.session_id = m.session_id)
        ORDER BY m.id
        """;

    public static List<AgentsBranch> Read(SourceDatabase database, string session)
    {
        var names = new List<string>();
        using (var rows = database.Query(Names, session))
        {
            while (rows.Step())
                names.Add(rows.Text(0)!);
        }

        var branches = new List<AgentsBranch>();
        var lines = new List<List<long>>();
        foreach (var name in names)
        {
            var line = ReadLine(database, session, name, keep: names.Count > 1);
            var (from, after) = ((string?)null, 0L);
            for (var i = 0; i < lines.Count; i++)
            {
                var common = CommonOf(lines[i], line);
                if (from is null || common > after)
                    (from, after) = (branches[i].Name, common);
            }

            // What is not called main is a branch all the same, of a main without messages.
            if (branches.Count == 0 && name != BranchHead.Main)
            {
                branches.Add(new AgentsBranch(BranchHead.Main, null, 0));
                lines.Add([]);
                from = BranchHead.Main;
            }

            branches.Add(new AgentsBranch(name, from, after));
            lines.Add(line);
        }

        return branches;
    }

    /// <summary>Messages that stand on no branch: those of a session that was begun without branches, or of a branch that was deleted.</summary>
    public static IReadOnlyList<ImportNote> FindOrphans(SourceDatabase database, string session)
    {
        List<ImportNote> notes = [];
        using var rows = database.Query(Orphans, session);
        while (rows.Step())
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, string.Create(CultureInfo.InvariantCulture, $"agent_messages row {rows.Number(0)}"), "is on no branch (message_structure has no row for it), and was left out"));
        return notes;
    }

    private static List<long> ReadLine(SourceDatabase database, string session, string branch, bool keep)
    {
        List<long> line = [];
        long? before = null;
        using var rows = database.Query(Messages, session, branch);
        while (rows.Step())
        {
            var position = rows.Number(1);
            if (position == before)
                throw new ImportException(ImportFailure.Duplicate, database.Path, string.Create(CultureInfo.InvariantCulture, $"message_structure of session '{session}', branch '{branch}'"), string.Create(CultureInfo.InvariantCulture, $"has two messages with the sequence number {position}"));

            before = position;
            if (keep)
                line.Add(rows.Number(0) ?? 0);
        }

        return line;
    }

    private static long CommonOf(List<long> first, List<long> second)
    {
        var count = 0;
        while (count < first.Count && count < second.Count && first[count] == second[count])
            count++;
        return count;
    }
}
