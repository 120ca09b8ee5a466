using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads memories.</summary>
internal static class MemoryReader
{
    private static readonly Sql SelectByKey = new($"SELECT {MemoryRow.Columns} FROM colloquy.memories m WHERE m.owner = $1 AND m.key = $2");

    public static ValueTask<MemoryItem?> FindAsync(Database database, MemoryOwner owner, string key, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, key),
        static (batch, ask) => batch.Add(SelectByKey).With(StoredId.Of(ask.owner)).With(Rows.NameOrNull(ask.key)),
        static async (rows, _, cancelled) => await rows.ReadAsync(cancelled).ConfigureAwait(false) ? MemoryRow.Read(rows) : null,
        cancellationToken);

    private static readonly Sql SelectByIds = new($"""
        SELECT {MemoryRow.Columns} FROM unnest($2::bigint[]) WITH ORDINALITY g(id, n)
        CROSS JOIN LATERAL (SELECT * FROM colloquy.memories f WHERE f.owner = $1 AND f.id = g.id OFFSET 0) m
        ORDER BY g.n
        """);

    public static ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(Database database, MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, ids),
        static (batch, ask) => batch.Add(SelectByIds).With(StoredId.Of(ask.owner)).With([.. ask.ids.Select(id => id.Value)]),
        static async (rows, _, cancelled) => (IReadOnlyList<MemoryItem>)await ReadAllAsync(rows, cancelled).ConfigureAwait(false),
        cancellationToken);

    private static readonly Sql Select = new($"""
        SELECT {MemoryRow.Columns} FROM colloquy.memories m WHERE m.owner = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3
        """);

    private static readonly Sql SelectWithoutVector = new($"""
        SELECT {MemoryRow.Columns} FROM colloquy.memories m WHERE m.owner = $1 AND m.id < $2
            AND (SELECT v.model = $4 AND v.dimension = $5 AND octet_length(v.vector) = 4 * v.dimension FROM colloquy.memory_vectors v WHERE v.owner = $1 AND v.id = m.id) IS NOT TRUE
        ORDER BY m.id DESC LIMIT $3
        """);

    public static ValueTask<MemoryPage> ListAsync(Database database, MemoryListing listing, CancellationToken cancellationToken) => database.ReadAsync(
        listing,
        static (batch, listing) =>
        {
            batch.Add(listing.WithoutVectorLike is null ? Select : SelectWithoutVector)
                .With(StoredId.Of(listing.Owner)).With(listing.Before?.Value ?? long.MaxValue).With(listing.Limit + 1L);
            if (listing.WithoutVectorLike is { } vector)
                batch.With(vector.Model).With(vector.Dimension);
        },
        static async (rows, listing, cancelled) =>
        {
            var items = await ReadAllAsync(rows, cancelled).ConfigureAwait(false);
            return items.Count <= listing.Limit ? new MemoryPage(items, null) : new MemoryPage(items[..^1], items[^2].Id);
        },
        cancellationToken);

    private static async ValueTask<List<MemoryItem>> ReadAllAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var items = new List<MemoryItem>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            items.Add(MemoryRow.Read(rows));
        return items;
    }
}
