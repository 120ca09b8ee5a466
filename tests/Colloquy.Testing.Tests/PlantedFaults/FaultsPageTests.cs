using System.Text;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>docs/testing/faults.md lists the faults with the check that catches each, as it stands in these tests, and docs/testing.md does so in short. To write them anew: run with COLLOQUY_APPROVE=1.</summary>
public sealed partial class FaultsPageTests
{
    private const string Start = "<!-- faults -->\n";
    private const string End = "<!-- end of faults -->\n";

    private static string Docs => Path.Combine(FindRoot(), "docs");

    [Fact]
    public Task The_page_lists_each_fault_with_the_check_that_catches_it() => HoldAsync(Path.Combine(Docs, "testing", "faults.md"), WriteAsync);

    [Fact]
    public Task The_first_page_on_tests_lists_them_in_short() => HoldAsync(Path.Combine(Docs, "testing.md"), WriteShortAsync);

    private static async Task HoldAsync(string path, Func<Task<string>> writeAsync)
    {
        var page = await File.ReadAllTextAsync(path);
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));
        var expected = page[..start] + await writeAsync() + (end < 0 ? "" : page[end..]);
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            await File.WriteAllTextAsync(path, page = expected);

        Assert.Equal(expected, page);
    }

    private static async Task<string> WriteShortAsync()
    {
        var text = new StringBuilder("\n| # | fault | check |\n| --- | --- | --- |\n");
        foreach (var row in PlantedFaultTests.Rows)
        {
            var code = await CodeOfAsync(row);
            var check = CheckIn().Match(code).Groups["check"].Value;
            var looksAt = check == "ToolCalled" ? string.Join(", ", ParameterIn().Matches(code).Select(match => match.Value)) : "";
            text.Append($"| {row.Number} | {row.Fault} | `{check}{(looksAt.Length > 0 ? $"({looksAt})" : "")}` |\n");
        }

        return text.Append('\n').ToString();
    }

    private static async Task<string> WriteAsync()
    {
        var text = new StringBuilder("\n## The faults\n\n| # | fault | planted here | check | outcome |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in PlantedFaultTests.Rows)
        {
            var planted = row.Planted is { } id ? $"`{id}`" : row.Other;
            text.Append($"| {row.Number} | {row.Fault} | {planted} | `{(await CodeOfAsync(row)).Replace("|", "\\|", StringComparison.Ordinal)}` | {row.Outcome.ToString().ToLowerInvariant()} |\n");
        }

        text.Append("\n## The catalogue\n\n| id | what is planted | caught by |\n| --- | --- | --- |\n");
        foreach (var fault in PlantedFaults.All)
            text.Append($"| `{fault.Id}` | {fault.Description} | {fault.CaughtBy} |\n");
        return text.ToString();
    }

    private static async Task<string> CodeOfAsync(FaultRow row)
    {
        var trial = new FaultTrial(row, seed: 1, isPlanted: false);
        await row.RunAsync(trial);
        return trial.Code!;
    }

    /// <summary>The check in its code: what is called on Expect, a judge, or what is called last.</summary>
    [GeneratedRegex(@"Expect\.(?<check>\w+)|new (?<check>\w+Judge)\b|\.(?<check>\w+)\([^()]*\)$")]
    private static partial Regex CheckIn();

    [GeneratedRegex(@"\b(times|with|from):")]
    private static partial Regex ParameterIn();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
