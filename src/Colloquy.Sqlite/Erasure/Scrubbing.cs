namespace Colloquy.Sqlite;

/// <summary>Writes the file anew without what was removed from it.</summary>
internal static class Scrubbing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Run(Database database)
    {
        using var connection = database.Connect(SqliteSynchronous.Full);
        connection.Execute($"PRAGMA busy_timeout = {(int)Patience.TotalMilliseconds}; PRAGMA secure_delete = ON");

        // FTS5 keeps the words of deleted rows until the parts of its index are merged (sqlite.org/fts5.html#the_optimize_command).
        connection.Execute("INSERT INTO search_words (search_words) VALUES ('optimize'); INSERT INTO memory_words (memory_words) VALUES ('optimize')");
        connection.Execute("VACUUM");
        if (connection.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw StoreException.Busy(database.Path, Patience);
    }
}
