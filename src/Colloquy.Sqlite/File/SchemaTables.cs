namespace Colloquy.Sqlite;

/// <summary>Recognizes a schema by its tables alone: a file that was made from the text of another (<c>.dump</c>) has lost its mark and its version.</summary>
internal static class SchemaTables
{
    // What belongs to a virtual table is its module's, and may differ between versions of SQLite.
    private const string Select = """
        SELECT type || ' ' || name || ' ' || sql FROM sqlite_master m
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND substr(m.name, 1, length(v.name) + 1) = v.name || '_')
        ORDER BY 1
        """;

    /// <summary>The version whose tables are exactly those of a file; null when there is none. Where two versions differ in rows only, the earlier one, whose rows are brought up to date again.</summary>
    public static int? Recognize(Connection connection)
    {
        var found = connection.ReadTexts(Select);
        using var known = Connection.Open(":memory:", create: true);
        for (var version = 1; version <= SqliteSchema.Newest; version++)
        {
            known.Execute(SqliteSchema.ScriptOf(version));
            if (known.ReadTexts(Select).SequenceEqual(found))
                return version;
        }

        return null;
    }
}
