using System.Text.Json;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>What a plan costs that no statement of one session or one owner may cost.</summary>
internal static class StatementPlan
{
    /// <summary>The entries that a statement may read which reads some of a log.</summary>
    private const int MostEntries = 2_000;

    /// <summary>The cost from which the server compiles a statement before it runs it, which takes far longer than to run it: <c>jit_above_cost</c>.</summary>
    private const double CostOfCompiling = 100_000;

    /// <summary>Returns the tables and indexes that a plan reads from one end to the other; whether it reads a long log whole; and whether it looks so dear that the server would compile it.</summary>
    /// <param name="json">The plan, as EXPLAIN (FORMAT JSON) writes it, also with ANALYZE.</param>
    public static IEnumerable<string> FindExcess(string json)
    {
        using var document = JsonDocument.Parse(json);
        var plan = document.RootElement[0].GetProperty("Plan");
        var found = Find(plan, stopsEarly: false).Distinct().ToList();
        if (plan.GetProperty("Total Cost").GetDouble() >= CostOfCompiling)
            found.Add("is compiled");
        return found;
    }

    private static IEnumerable<string> Find(JsonElement node, bool stopsEarly)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        if (FindRead(node, type, stopsEarly) is { } read)
            yield return read;
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

    private static string? FindRead(JsonElement node, string type, bool stopsEarly)
    {
        if (type is not ("Seq Scan" or "Sample Scan" or "Index Scan" or "Index Only Scan" or "Bitmap Index Scan"))
            return null;

        // The server's own tables do not grow with sessions.
        var name = (node.TryGetProperty("Relation Name", out var relation) ? relation : node.GetProperty("Index Name")).GetString()!;
        if (name.StartsWith("pg_", StringComparison.Ordinal))
            return null;

        // An index without a condition is walked whole, unless a limit ends that.
        if (type is "Seq Scan" or "Sample Scan" || (!node.TryGetProperty("Index Cond", out _) && !stopsEarly))
            return $"{type} {name}";
        return name.StartsWith("entries", StringComparison.Ordinal) && CountRows(node) > MostEntries ? "a whole log" : null;
    }

    private static double CountRows(JsonElement node) => node.TryGetProperty("Actual Rows", out var rows)
        ? (rows.GetDouble() + (node.TryGetProperty("Rows Removed by Filter", out var removed) ? removed.GetDouble() : 0)) * node.GetProperty("Actual Loops").GetDouble()
        : 0;
}
