using Npgsql;

namespace Colloquy.Postgres.Tests.Distribution;

/// <summary>What the server's catalogue says of the tables and keys of a schema, and what Citus would make of the statements of docs/production.md.</summary>
internal sealed class Catalogue(NpgsqlDataSource source, string schema)
{
    /// <summary>Gets the tables, without partitions.</summary>
    public Task<List<string>> TablesAsync() => ListAsync($"SELECT relname FROM pg_class WHERE relnamespace = '{schema}'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition", row => row.GetString(0));

    /// <summary>Gets the columns of each unique key: of primary keys, unique constraints and unique indexes, also of partitions. Expressions are no columns.</summary>
    public Task<List<Key>> KeysAsync() => ListAsync(
        $"""
        SELECT coalesce(p.relname, t.relname), i.indexrelid::regclass::text,
            ARRAY(SELECT a.attname::text FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum WHERE k.n <= i.indnkeyatts ORDER BY k.n)
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        LEFT JOIN pg_inherits h ON h.inhrelid = t.oid LEFT JOIN pg_class p ON p.oid = h.inhparent
        WHERE t.relnamespace = '{schema}'::regnamespace AND (i.indisunique OR i.indisexclusion)
        """,
        row => new Key(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2)));

    /// <summary>Gets the foreign keys.</summary>
    public Task<List<ForeignKey>> ForeignKeysAsync() => ListAsync(
        $"""
        SELECT t.relname, c.conname, r.relname, ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY k.n),
            ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.attnum ORDER BY k.n)
        FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
        WHERE c.contype = 'f' AND c.connamespace = '{schema}'::regnamespace AND c.conparentid = 0
        """,
        row => new ForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4)));

    /// <summary>Gets the type of a column, or null for one that is not there or may be null.</summary>
    public async Task<string?> TypeOfAsync(string table, string column) =>
        (await ListAsync($"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '{schema}.{table}'::regclass AND attname = '{column}' AND attnotnull", row => row.GetString(0))).SingleOrDefault();

    /// <summary>Executes the statements for Citus, with functions in its place that write down what they are told.</summary>
    public async Task<IReadOnlyDictionary<string, Placement>> DistributeAsync(string statements)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, Substitutes);
        await ExecuteAsync(connection, statements);
        var placements = await ListAsync(connection, "SELECT table_name, kind, column_name, beside FROM placements", row => new Placement(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
        return placements.ToDictionary(placement => placement.Table);
    }

    // With the names and the parameters of docs.citusdata.com/en/stable/develop/api_udf.html.
    private const string Substitutes = """
        CREATE SCHEMA citus;
        SET LOCAL search_path = citus;

        CREATE TABLE placements (table_name text PRIMARY KEY, kind text NOT NULL, column_name text, beside text);

        CREATE FUNCTION name_of(regclass) RETURNS text LANGUAGE sql AS 'SELECT relname::text FROM pg_class WHERE oid = $1';

        CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'none')
            RETURNS void LANGUAGE sql AS $$ INSERT INTO placements VALUES (name_of($1), 'distributed', $2, CASE WHEN $4 <> 'none' THEN name_of($4::regclass) END) $$;

        CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS $$ INSERT INTO placements VALUES (name_of($1), 'reference', NULL, NULL) $$;

        CREATE FUNCTION create_distributed_function(function_name regprocedure) RETURNS void LANGUAGE sql AS 'SELECT'
        """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await ListAsync(connection, sql, read);
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        List<T> found = [];
        while (await rows.ReadAsync())
            found.Add(read(rows));
        return found;
    }
}

/// <summary>A key that Citus checks in each shard, so that it must contain the column that chooses the shard.</summary>
internal sealed record Key(string Table, string Name, string[] Columns);

/// <summary>A foreign key.</summary>
internal sealed record ForeignKey(string Table, string Name, string Target, string[] Columns, string[] TargetColumns);

/// <summary>Where the rows of a table are: with <paramref name="Beside"/>, whose rows of the same value are on the same server.</summary>
internal sealed record Placement(string Table, string Kind, string? Column, string? Beside)
{
    public bool IsDistributed => Kind == "distributed";

    /// <summary>Gets the table that leads the group.</summary>
    public string? Group => IsDistributed ? Beside ?? Table : null;
}
