using System.Text.Json;

namespace Colloquy.Postgres;

/// <summary>Replaces stored bytes of an owner's state and memories.</summary>
internal static class OwnerRewriting
{
    private static readonly Sql UpdateState = new("UPDATE colloquy.state SET value = $5 WHERE owner = $1 AND key = $2 AND version = $3 AND value IN ($4, $5) RETURNING 1");

    public static ValueTask<bool> WriteStateAsync(Database database, SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken) => database.WriteRepeatablyAsync(
        (owner, rewrite),
        static (batch, ask) => batch.Add(UpdateState).With(StoredId.Of(ask.owner)).With(ask.rewrite.Expected.Key).With(ask.rewrite.Expected.Version.Value)
            .With(Rows.ToArray(ask.rewrite.Expected.Value)).With(Rows.ToArray(ask.rewrite.Value)),
        static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
        cancellationToken);

    // The rows of the owner and the memory are locked first, as by every writer of either: what is compared afterwards stays so.
    private static readonly Sql LockOwner = new("SELECT 1 FROM colloquy.memory_owners WHERE owner = $1 FOR UPDATE");
    private static readonly Sql LockMemory = new("SELECT 1 FROM colloquy.memories WHERE owner = $1 AND id = $2 FOR UPDATE");

    private static readonly Sql UpdateMemory = new("""
        WITH changed AS (
            UPDATE colloquy.memories m SET key = $5, text = $6, metadata = $7, folded = '', words = ''::tsvector
            WHERE m.owner = $1 AND m.id = $2 AND m.text = $3 AND m.key IS NOT DISTINCT FROM $4
                AND NOT EXISTS (SELECT 1 FROM colloquy.memories o WHERE o.owner = $1 AND o.key = $5 AND o.id <> $2)
                AND (SELECT v.vector FROM colloquy.memory_vectors v WHERE v.owner = $1 AND v.id = $2) IS NOT DISTINCT FROM $8
            RETURNING id
        ), bare AS (
            DELETE FROM colloquy.memory_vectors v USING changed c WHERE v.owner = $1 AND v.id = c.id AND $9 IS NULL
        ), vectored AS (
            INSERT INTO colloquy.memory_vectors (owner, id, model, dimension, vector) SELECT $1, c.id, $9, $10, $11 FROM changed c WHERE $9 IS NOT NULL
            ON CONFLICT (owner, id) DO UPDATE SET model = excluded.model, dimension = excluded.dimension, vector = excluded.vector
        )
        SELECT id FROM changed
        """);

    public static ValueTask<bool> WriteMemoryAsync(Database database, MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken) => database.WriteRepeatablyAsync(
        (owner, rewrite),
        static (batch, ask) =>
        {
            var (owner, rewrite) = (StoredId.Of(ask.owner), ask.rewrite);
            var id = rewrite.Expected.Id.Value;
            batch.Add(LockOwner).With(owner).Add(LockMemory).With(owner).With(id);
            batch.Add(UpdateMemory)
                .With(owner).With(id).With(Rows.ToBytes(rewrite.Expected.Text)).With(rewrite.Expected.Key).With(rewrite.Key).With(Rows.ToBytes(rewrite.Text))
                .With(rewrite.Metadata.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(rewrite.Metadata), MemoryJson.Default.DictionaryStringString))
                .With(VectorRow.ToBytesOrNull(rewrite.ExpectedVector));
            VectorRow.Add(batch, rewrite.Vector);
        },
        static async (rows, _, cancelled) =>
        {
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            return await rows.ReadAsync(cancelled).ConfigureAwait(false);
        },
        cancellationToken);
}
