namespace Colloquy.Postgres;

/// <summary>Removes payloads, in the transaction of the commit that says so.</summary>
internal static class PruneRows
{
    private const string Pruned = """
        FROM unnest($2::bigint[], $3::bigint[]) r(first, last)
        WHERE e.sid = $1 AND e.position BETWEEN r.first AND r.last AND e.kind = ANY($4) AND octet_length(e.payload) > 0
        """;

    private static readonly Sql SelectCount = new("""
        SELECT count(*), coalesce(sum(octet_length(e.payload)), 0)::bigint FROM unnest($2::bigint[], $3::bigint[]) r(first, last)
        JOIN colloquy.entries e ON e.sid = $1 AND e.position BETWEEN r.first AND r.last
        WHERE e.kind = ANY($4) AND octet_length(e.payload) > 0
        """);

    private static readonly Sql Empty = new($"UPDATE colloquy.entries e SET payload = '', salt = '' {Pruned}");

    /// <summary>Asks how many entries, and how many bytes of payloads, a pruning removes.</summary>
    public static void Count(Batch batch, Guid session, PruneOrder prune) => Bind(batch.Add(SelectCount), session, prune);

    public static void Remove(Batch batch, Guid session, PruneOrder prune)
    {
        Bind(batch.Add(Empty), session, prune);
        if (prune.Kinds.Contains(EntryKind.Message))
            SearchRows.Remove(batch, session, prune.Ranges);
        if (prune.Blobs.Count > 0)
            BlobRow.Remove(batch, session, prune.Blobs);
    }

    private static void Bind(Batch batch, Guid session, PruneOrder prune) => batch
        .With(session)
        .With([.. prune.Ranges.Select(range => range.First.Value)])
        .With([.. prune.Ranges.Select(range => range.Last.Value)])
        .With([.. prune.Kinds.Select(string? (kind) => kind.Value)]);
}
