using System.Text.RegularExpressions;

namespace Colloquy.Postgres.Tests;

/// <summary>The SQL of docs/production.md, as it stands there.</summary>
internal static partial class ProductionPage
{
    /// <summary>Returns the one block of SQL that contains a text.</summary>
    public static string SqlWith(string text) => Block().Matches(File.ReadAllText(Find())).Select(match => match.Groups["sql"].Value).Single(sql => sql.Contains(text, StringComparison.Ordinal));

    /// <summary>Returns the parts of a block before and after a comment.</summary>
    public static (string Before, string After) SplitAt(string sql, string comment)
    {
        var parts = sql.Split(comment);
        return parts.Length == 2 ? (parts[0], parts[1]) : throw new InvalidOperationException($"The block does not contain '{comment}' once.");
    }

    [GeneratedRegex(@"^```sql\n(?<sql>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "docs", "production.md")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine(folder, "docs", "production.md");
    }
}
