using System.Globalization;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Creates the tables, and brings an older schema up to date: numbered scripts, each in one transaction, one process at a time.</summary>
internal static class PostgresSchema
{
    /// <summary>The scripts, each of which brings the schema from the version before to its own: 1, 2, 3 …</summary>
    private static readonly string[] Scripts = ["001-log.sql", "002-state.sql", "003-usage.sql", "004-search.sql", "005-memory.sql", "006-owners.sql", "007-listing.sql"];

    public static int Newest => Scripts.Length;

    public static async Task OpenAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var version = await ReadVersionAsync(connection, database, cancellationToken).ConfigureAwait(false);
                if (version > Newest)
                    throw StoreException.NotOpened(database.Location, StoreFailure.NewerSchema, $"a later version of Colloquy wrote it (schema {version}, this version knows {Newest}). Update Colloquy.");
                if (version == Newest)
                    return;
                if (!database.Options.Migrate)
                    throw version == 0
                        ? StoreException.NotOpened(database.Location, StoreFailure.Missing, "the schema has no tables of Colloquy, and migrating was turned off. Open it once with Migrate = true, with a role that may create tables.")
                        : StoreException.NotOpened(database.Location, StoreFailure.OlderSchema, $"its schema is {version}, this version needs {Newest}, and migrating was turned off. Open it once with Migrate = true, with a role that may create tables.");
                await MigrateAsync(connection, database, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (Database.IsFailure(e))
        {
            throw database.Translate(e);
        }
    }

    /// <summary>Reads the version of the schema; 0 when it has no tables of Colloquy.</summary>
    public static async Task<int> ReadVersionAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return await ReadVersionAsync(connection, database, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsFailure(e))
        {
            throw database.Translate(e);
        }
    }

    /// <summary>Runs the scripts that are missing. A process that comes second waits, and finds nothing to do.</summary>
    private static async Task MigrateAsync(NpgsqlConnection connection, Database database, CancellationToken cancellationToken)
    {
        var schema = database.Options.Schema;
        for (var done = false; !done;)
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('colloquy migration of {schema}', 0))", cancellationToken).ConfigureAwait(false);
                var version = await ReadVersionAsync(connection, database, cancellationToken).ConfigureAwait(false);
                done = version >= Newest - 1;
                if (version >= Newest)
                    return;

                if (version == 0)
                    await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE {schema}.schema_versions (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())", cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(connection, new Sql(Read(Scripts[version])).In(schema), cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.schema_versions (version) VALUES ({version + 1})"), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection, Database database, CancellationToken cancellationToken)
    {
        var schema = database.Options.Schema;

        // By the catalogue's tables and not by to_regclass, which can answer from a cache that is older than the wait for another process.
        var exists = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}' AND c.relname = 'schema_versions')", connection);
        await using (exists.ConfigureAwait(false))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
                return 0;
        }

        var newest = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {schema}.schema_versions", connection);
        await using (newest.ConfigureAwait(false))
            return (int)(await newest.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Read(string script)
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream(script)
            ?? throw new InvalidOperationException($"The schema script {script} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
