namespace Colloquy.Sqlite.Tests;

/// <summary>The steps of plans that walk over a whole table, or sort, and why.</summary>
internal static class AllowedPlans
{
    public static readonly IReadOnlyList<AllowedPlan> Reasons =
    [
        new("RestoreSpool.", "SCAN", "The private file of a restore holds one session, all of which is copied."),
        new("MemoryReader.SelectMatches", "SCAN w VIRTUAL TABLE INDEX", "FTS5 looks the words up: M in its plan is a MATCH."),
        new("SearchReader.SelectWords", "SCAN search_words VIRTUAL TABLE INDEX", "FTS5 looks the words up: M in its plan is a MATCH."),
        new("PruneRows.", "SCAN json_each VIRTUAL TABLE INDEX", "The list of kinds that the statement is given."),
        new("OwnerRow.SelectNumbers", "SCAN owners", "A search of all owners looks at each of them, those that came last first."),
        new("SearchCursor.SumOfAll", "SCAN b", "Counts all sessions that the index of words is behind, which are all that the table holds."),
        new("MemoryRewording.SelectWords", "SCAN memories", "Builds the index of all memories again, after damage."),
        new("UsageRow.SelectCalls", "USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "Sorts the calls of one millisecond."),
        new("UsageSql.OfAll", "SCAN o", "The usage of all owners, each of whom is looked at."),
    ];

    public static bool Allow(string statement, string step) => Reasons.Any(reason => reason.Fits(statement, step));

    /// <summary>Whether a statement runs on the private file in which a restored session waits.</summary>
    public static bool IsOfSpool(string statement) => statement.StartsWith("RestoreSpool.", StringComparison.Ordinal) && !statement.EndsWith(".CopyEntry", StringComparison.Ordinal);
}

/// <summary>A step that is allowed.</summary>
/// <param name="Statement">The beginning of the statement's name: its type and its field.</param>
/// <param name="Step">The beginning of the step.</param>
/// <param name="Because">Why.</param>
internal sealed record AllowedPlan(string Statement, string Step, string Because)
{
    public bool Fits(string statement, string step) => statement.StartsWith(Statement, StringComparison.Ordinal) && step.StartsWith(Step, StringComparison.Ordinal);
}
