using System.Globalization;

namespace Colloquy.Sqlite;

/// <summary>The file's schema: the file holds its version, and scripts bring it up to date in one transaction.</summary>
internal static class SqliteSchema
{
    /// <summary>The mark of Colloquy's files in their header: 'Cllq'.</summary>
    public const long ApplicationId = 0x436C_6C71;

    /// <summary>With this script the words of memories are indexed again.</summary>
    private const string Words = "009-words.sql";

    /// <summary>The scripts, each of which brings the schema from the version before to its own: 1, 2, 3 …</summary>
    private static readonly string[] Scripts = ["001-log.sql", "002-branches.sql", "003-usage.sql", "004-search.sql", "005-sizes.sql", "006-state.sql", "007-memory.sql", "008-retention.sql", Words, "010-waiting.sql", "011-limits.sql", "012-listings.sql", "013-receipts.sql"];

    /// <summary>The last version whose words were made in another way.</summary>
    public static int VersionBeforeWords => Array.IndexOf(Scripts, Words);

    public static int Newest => Scripts.Length;

    /// <summary>Refuses what is not a file of this program or cannot be used by it, before anything is written.</summary>
    public static SchemaVersion EnsureUsable(Connection connection, bool migrate)
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

    /// <summary>Refuses what is not a file of this program, or cannot be read as it is.</summary>
    /// <param name="connection">A connection that reads only.</param>
    /// <param name="any">Whether an earlier version's schema will do.</param>
    public static SchemaVersion EnsureReadable(Connection connection, bool any)
    {
        connection.BeginRead();
        try
        {
            var version = EnsureKnown(connection);
            return version.Number == Newest || any
                ? version
                : throw Refused(connection, StoreFailure.OlderSchema, version.Number == 0
                    ? "it is empty, and was to be read only."
                    : $"its schema is {version.Number}, this version needs {Newest}, and it was to be read only. Open it for writing once; where it cannot be written, copy it, with the file '{System.IO.Path.GetFileName(connection.Path)}-wal' if there is one, to where it can.");
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
            var from = EnsureUsableNow(connection, migrate: true).Number;
            for (var version = from; version < Newest; version++)
                connection.Execute(Read(Scripts[version]));
            if (Scripts.AsSpan(from).Contains(Words))
                MemoryRewording.Run(connection);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest}"));
            connection.Commit();
        }
        catch
        {
            connection.TryRollback();
            throw;
        }
    }

    private static SchemaVersion EnsureUsableNow(Connection connection, bool migrate)
    {
        var version = EnsureKnown(connection);
        if (version is { IsMarked: false, Number: > 0 } && !migrate)
            throw Refused(connection, StoreFailure.NotColloquy, $"its tables are those of schema {version.Number}, but it lacks the mark of Colloquy's files, as one that was made from a dump, and migrating was turned off. Open it with migrating on, which sets the mark.");
        if (version.Number < Newest && !migrate)
            throw Refused(connection, StoreFailure.OlderSchema, $"its schema is {version.Number}, this version needs {Newest}, and migrating was turned off. Make a backup, and open it with migrating on.");
        return version;
    }

    private static SchemaVersion EnsureKnown(Connection connection)
    {
        var application = connection.ReadNumber("PRAGMA application_id");
        var version = (int)connection.ReadNumber("PRAGMA user_version");
        var isEmpty = application == 0 && version == 0 && connection.ReadNumber("SELECT count(*) FROM sqlite_master") == 0;

        // A dump keeps the tables, and neither the mark nor the version.
        if (application == 0 && version == 0 && !isEmpty && SchemaTables.Recognize(connection) is { } recognized)
            return new SchemaVersion(recognized, IsMarked: false);
        if (application != ApplicationId && !isEmpty)
            throw Refused(connection, StoreFailure.NotColloquy, "it is a SQLite database of another program, and was left as it is. Check the path.");
        if (version > Newest)
            throw Refused(connection, StoreFailure.NewerSchema, $"a later version of Colloquy wrote it (schema {version}, this version knows {Newest}). Update Colloquy.");
        return new SchemaVersion(version, IsMarked: !isEmpty);
    }

    private static StoreException Refused(Connection connection, StoreFailure failure, string problem) => StoreException.NotOpened(connection.Path, failure, problem);

    /// <summary>The script that brings a schema to a version from the one before.</summary>
    public static string ScriptOf(int version) => Read(Scripts[version - 1]);

    private static string Read(string script)
    {
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(script)
            ?? throw new InvalidOperationException($"The schema script {script} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The version of a file's schema.</summary>
/// <param name="Number">The version; 0 for an empty file.</param>
/// <param name="IsMarked">Whether the file says so itself.</param>
internal readonly record struct SchemaVersion(int Number, bool IsMarked)
{
    /// <summary>Whether the file is to be brought up to date.</summary>
    public bool NeedsWriting => Number < SqliteSchema.Newest || !IsMarked;
}
