using System.Text;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>docs/testing/faults.md lists the faults with the check that catches each, as it stands in these tests. To write it anew: run with COLLOQUY_APPROVE=1.</summary>
public sealed class FaultsPageTests
{
    private const string Start = "<!-- faults -->\n";

    private static string Page => Path.Combine(FindRoot(), "docs", "testing", "faults.md");

    [Fact]
    public async Task The_page_lists_each_fault_with_the_check_that_catches_it()
    {
        var page = await File.ReadAllTextAsync(Page);
        var expected = page[..(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)] + await WriteAsync();
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            await File.WriteAllTextAsync(Page, page = expected);

        Assert.Equal(expected, page);
    }

    private static async Task<string> WriteAsync()
    {
        var text = new StringBuilder("\n## The faults\n\n| # | fault | planted here | check | outcome |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in PlantedFaultTests.Rows)
        {
            var trial = new FaultTrial(row, seed: 1, isPlanted: false);
            await row.RunAsync(trial);
            var planted = row.Planted is { } id ? $"`{id}`" : row.Other;
            text.Append($"| {row.Number} | {row.Fault} | {planted} | `{trial.Code!.Replace("|", "\\|", StringComparison.Ordinal)}` | {row.Outcome.ToString().ToLowerInvariant()} |\n");
        }

        text.Append("\n## The catalogue\n\n| id | what is planted | caught by |\n| --- | --- | --- |\n");
        foreach (var fault in PlantedFaults.All)
            text.Append($"| `{fault.Id}` | {fault.Description} | {fault.CaughtBy} |\n");
        return text.ToString();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
