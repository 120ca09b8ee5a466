using System.Globalization;

namespace Colloquy.Sqlite;

/// <summary>The file's schema: its version stands in the file, and scripts bring it up to date in one transaction.</summary>
internal static class SqliteSchema
{
    /// <summary>The mark of Colloquy's files in their header: 'Cllq'.</summary>
    public const long ApplicationId = 0x436C_6C71;

    /// <summary>The scripts, each of which brings the schema from the version before to its own: 1, 2, 3 …</summary>
    private static readonly string[] Scripts = ["001-log.sql", "002-branches.sql", "003-usage.sql", "004-search.sql", "005-sizes.sql", "006-state.sql", "007-memory.sql", "008-retention.sql"];

    public static int Newest => Scripts.Length;

    /// <summary>Refuses what is not a file of this program or cannot be used by it, before anything is written.</summary>
    /// <returns>The schema's version; 0 for an empty file.</returns>
    public static int EnsureUsable(Connection connection, bool migrate)
    {
        // At one moment: another process may be creating the file.
        connection.BeginRead();
        try
        {
            return EnsureUsableNow(connection, migrate);
        }
        finally
        {
            connection.TryRollback();
        }
    }

    public static void Migrate(Connection connection)
    {
        connection.BeginWrite();
        try
        {
            for (var version = EnsureUsableNow(connection, migrate: true); version < Newest; version++)
                connection.Execute(Read(Scripts[version]));
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest}"));
            connection.Commit();
        }
        catch
        {
            connection.TryRollback();
            throw;
        }
    }

    private static int EnsureUsableNow(Connection connection, bool migrate)
    {
        var application = connection.ReadNumber("PRAGMA application_id");
        var version = (int)connection.ReadNumber("PRAGMA user_version");
        var isEmpty = application == 0 && version == 0 && connection.ReadNumber("SELECT count(*) FROM sqlite_master") == 0;

        if (application != ApplicationId && !isEmpty)
            throw Refused(connection, StoreOpenFailure.NotColloquy, "it is a SQLite database of another program, and was left as it is. Check the path.");
        if (version > Newest)
            throw Refused(connection, StoreOpenFailure.NewerSchema, $"a later version of Colloquy wrote it (schema {version}, this version knows {Newest}). Update Colloquy.");
        if (version < Newest && !migrate)
            throw Refused(connection, StoreOpenFailure.OlderSchema, $"its schema is {version}, this version needs {Newest}, and migrating was turned off. Make a backup, and open it with migrating on.");
        return version;
    }

    private static StoreOpenException Refused(Connection connection, StoreOpenFailure failure, string problem) => new(connection.Path, failure, problem);

    private static string Read(string script)
    {
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(script)
            ?? throw new InvalidOperationException($"The schema script {script} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
