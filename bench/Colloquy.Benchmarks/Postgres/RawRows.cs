using Npgsql;
using NpgsqlTypes;

namespace Colloquy.Benchmarks;

/// <summary>The least that could write the rows of a commit: one changed row and the same columns with the same bytes in a table with a primary key, in one batch of prepared statements.</summary>
internal sealed class RawRows(BenchDatabase database, IReadOnlyList<Entry> entries)
{
    public const string Tables = """
        CREATE TABLE raw.sessions (sid uuid PRIMARY KEY, tip bigint NOT NULL, chain bytea NOT NULL, updated bigint NOT NULL);
        CREATE TABLE raw.entries (
            sid uuid NOT NULL, position bigint NOT NULL, parent bigint NOT NULL, segment bigint NOT NULL, turn bigint NOT NULL, at bigint NOT NULL, first bigint, commit uuid,
            kind text NOT NULL, subject bytea, author bytea, hash bytea NOT NULL, chain bytea NOT NULL, salt bytea NOT NULL, payload bytea NOT NULL,
            PRIMARY KEY (sid, position))
        """;

    public int Count => _rows.Length;

    private readonly Row[] _rows = [.. entries.Select(Row.Of)];

    public Task CreateAsync(Guid session) => database.ExecuteAsync($"INSERT INTO raw.sessions VALUES ('{session}', 0, '', 0)");

    /// <summary>Appends the rows behind a position.</summary>
    public async Task AppendAsync(Guid session, long tip)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        var update = new NpgsqlBatchCommand("UPDATE raw.sessions SET tip = $2, chain = $3, updated = $4 WHERE sid = $1 AND tip = $5");
        Add(update, session);
        Add(update, tip + _rows.Length);
        Add(update, _rows[^1].Chain);
        Add(update, _rows[^1].At);
        Add(update, tip);
        batch.BatchCommands.Add(update);
        for (var i = 0; i < _rows.Length; i++)
            batch.BatchCommands.Add(Insert(session, tip + i, _rows[i], isLast: i == _rows.Length - 1));
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Reads the newest rows, and their payloads.</summary>
    public async Task<int> ReadTailAsync(Guid session, int count)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT position, parent, segment, turn, at, kind, subject, author, hash, chain, salt, payload FROM raw.entries WHERE sid = $1 ORDER BY position DESC LIMIT $2", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await command.PrepareAsync();
        await using var rows = await command.ExecuteReaderAsync();
        var bytes = 0;
        while (await rows.ReadAsync())
            bytes += rows.GetFieldValue<byte[]>(8).Length + rows.GetFieldValue<byte[]>(9).Length + rows.GetFieldValue<byte[]>(10).Length + rows.GetFieldValue<byte[]>(11).Length;
        return bytes;
    }

    private static NpgsqlBatchCommand Insert(Guid session, long before, Row row, bool isLast)
    {
        var insert = new NpgsqlBatchCommand("INSERT INTO raw.entries VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
        Add(insert, session);
        Add(insert, before + 1);
        Add(insert, before);
        Add(insert, 1L);
        Add(insert, 0L);
        Add(insert, row.At);
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = isLast ? before + 1 : DBNull.Value });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = isLast ? Guid.CreateVersion7() : DBNull.Value });
        Add(insert, row.Kind);
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)row.Subject ?? DBNull.Value });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)row.Author ?? DBNull.Value });
        Add(insert, row.Hash);
        Add(insert, row.Chain);
        Add(insert, row.Salt);
        Add(insert, row.Payload);
        return insert;
    }

    private static void Add<T>(NpgsqlBatchCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private sealed record Row(string Kind, byte[]? Subject, byte[]? Author, long At, byte[] Hash, byte[] Chain, byte[] Salt, byte[] Payload)
    {
        public static Row Of(Entry entry) => new(
            entry.Kind.Value,
            entry.Subject is { } subject ? System.Text.Encoding.UTF8.GetBytes(subject) : null,
            entry.Author is { } author ? System.Text.Encoding.UTF8.GetBytes(author) : null,
            entry.At.ToUnixTimeMilliseconds(),
            entry.PayloadHash.ToArray(),
            entry.Chain.ToArray(),
            entry.Salt.ToArray(),
            entry.Payload.ToArray());
    }
}
