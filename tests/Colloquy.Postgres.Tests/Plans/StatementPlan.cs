using System.Text.Json;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>What a plan reads whole.</summary>
internal static class StatementPlan
{
    /// <summary>Returns the tables and indexes that a plan reads from one end to the other.</summary>
    /// <param name="json">The plan, as EXPLAIN (FORMAT JSON) writes it.</param>
    public static IEnumerable<string> FindWholeReads(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Find(document.RootElement[0].GetProperty("Plan"), stopsEarly: false).Distinct()];
    }

    private static IEnumerable<string> Find(JsonElement node, bool stopsEarly)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        var isRead = type switch
        {
            "Seq Scan" or "Sample Scan" => true,

            // An index without a condition is walked whole, unless a limit ends that.
            "Index Scan" or "Index Only Scan" or "Bitmap Index Scan" => !node.TryGetProperty("Index Cond", out _) && !stopsEarly,
            _ => false,
        };
        if (isRead)
        {
            // The server's own tables do not grow with sessions.
            var name = (node.TryGetProperty("Relation Name", out var relation) ? relation : node.GetProperty("Index Name")).GetString()!;
            if (!name.StartsWith("pg_", StringComparison.Ordinal))
                yield return $"{type} {name}";
        }

        if (!node.TryGetProperty("Plans", out var inner))
            yield break;

        // What sorts, hashes, adds up or changes reads to the end, and what a loop repeats is read to its end each time.
        var passesOn = type is not ("Sort" or "Incremental Sort" or "Aggregate" or "Hash" or "ModifyTable" or "Materialize" or "Bitmap Heap Scan" or "BitmapAnd" or "BitmapOr");
        foreach (var part in inner.EnumerateArray())
        {
            var isPassedOn = part.TryGetProperty("Parent Relationship", out var relationship) && relationship.GetString() is "Outer" or "Subquery" or "Member";
            foreach (var found in Find(part, isPassedOn && (type == "Limit" || (stopsEarly && passesOn))))
                yield return found;
        }
    }
}
