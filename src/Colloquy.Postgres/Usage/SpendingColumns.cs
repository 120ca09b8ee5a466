namespace Colloquy.Postgres;

/// <summary>The columns in which usage is added up, in the order of the table of spending.</summary>
internal static class SpendingColumns
{
    public const string Names = "calls, reported, tools, input, output, cached, reasoning, total, cost, unpriced, unpriced_input, unpriced_cached, unpriced_output";

    /// <summary>The number of <see cref="Names"/>.</summary>
    public const int Count = 13;

    /// <summary>Adds up calls (<c>u</c>).</summary>
    public const string OfCalls = """
        count(*), count(*) FILTER (WHERE u.reported), coalesce(sum(u.tools), 0)::bigint,
        coalesce(sum(u.input), 0)::bigint, coalesce(sum(u.output), 0)::bigint, coalesce(sum(u.cached), 0)::bigint, coalesce(sum(u.reasoning), 0)::bigint, coalesce(sum(u.total), 0)::bigint,
        coalesce(sum(u.cost), 0)::bigint, count(*) FILTER (WHERE u.reported AND u.cost IS NULL),
        coalesce(sum(u.input) FILTER (WHERE u.cost IS NULL), 0)::bigint, coalesce(sum(u.cached) FILTER (WHERE u.cost IS NULL), 0)::bigint, coalesce(sum(u.output) FILTER (WHERE u.cost IS NULL), 0)::bigint
        """;

    /// <summary>Adds up what is added up already (<c>u</c>).</summary>
    public static readonly string OfSums = string.Join(", ", Names.Split(", ").Select(name => $"sum(u.{name})::bigint"));

    /// <summary>Sets the columns to what they were (<c>s</c>) and other values.</summary>
    /// <param name="sign">Plus or minus.</param>
    /// <param name="others">The other values.</param>
    public static string Change(char sign, string others) => string.Join(", ", Names.Split(", ").Select(name => $"{name} = s.{name} {sign} {others}.{name}"));
}
