using Npgsql;
using NpgsqlTypes;

namespace Colloquy.Postgres;

/// <summary>Statements that are sent together, in one round trip and one transaction. Their parameters are numbered: $1, $2, …</summary>
internal sealed class Batch(NpgsqlBatch batch, Database database)
{
    private NpgsqlBatchCommand _last = null!;

    /// <summary>Adds a statement. The parameters that follow are its own.</summary>
    public Batch Add(Sql sql)
    {
        _last = new NpgsqlBatchCommand(database.TextOf(sql));
        batch.BatchCommands.Add(_last);
        return this;
    }

    public Batch With(Guid value) => Bind(value, NpgsqlDbType.Uuid);

    public Batch With(Guid? value) => value is { } some ? With(some) : BindNull(NpgsqlDbType.Uuid);

    public Batch With(long value) => Bind(value, NpgsqlDbType.Bigint);

    public Batch With(long? value) => value is { } some ? With(some) : BindNull(NpgsqlDbType.Bigint);

    public Batch With(int value) => Bind(value, NpgsqlDbType.Integer);

    public Batch With(int? value) => value is { } some ? With(some) : BindNull(NpgsqlDbType.Integer);

    public Batch With(short value) => Bind(value, NpgsqlDbType.Smallint);

    public Batch With(short? value) => value is { } some ? With(some) : BindNull(NpgsqlDbType.Smallint);

    public Batch With(bool value) => Bind(value, NpgsqlDbType.Boolean);

    public Batch With(Position value) => With(value.Value);

    public Batch With(string? value) => value is null ? BindNull(NpgsqlDbType.Text) : Bind(value, NpgsqlDbType.Text);

    public Batch With(byte[]? value) => value is null ? BindNull(NpgsqlDbType.Bytea) : Bind(value, NpgsqlDbType.Bytea);

    public Batch With(ReadOnlyMemory<byte> value) => Bind(value, NpgsqlDbType.Bytea);

    public Batch With(Digest value) => With(value.ToArray());

    public Batch With(long[] values) => Bind(values, NpgsqlDbType.Bigint | NpgsqlDbType.Array);

    public Batch With(long?[] values) => Bind(values, NpgsqlDbType.Bigint | NpgsqlDbType.Array);

    public Batch With(bool[] values) => Bind(values, NpgsqlDbType.Boolean | NpgsqlDbType.Array);

    public Batch With(Guid[] values) => Bind(values, NpgsqlDbType.Uuid | NpgsqlDbType.Array);

    public Batch With(Guid?[] values) => Bind(values, NpgsqlDbType.Uuid | NpgsqlDbType.Array);

    public Batch With(string?[] values) => Bind(values, NpgsqlDbType.Text | NpgsqlDbType.Array);

    public Batch With(byte[]?[] values) => Bind(values, NpgsqlDbType.Bytea | NpgsqlDbType.Array);

    private Batch Bind<T>(T value, NpgsqlDbType type)
    {
        _last.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return this;
    }

    private Batch BindNull(NpgsqlDbType type)
    {
        _last.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });
        return this;
    }
}
