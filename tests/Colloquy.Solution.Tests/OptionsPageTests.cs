using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>docs/options.md lists every package, and every class of options with its defaults. To add what it lacks: run with COLLOQUY_APPROVE=1, and give the new rows a meaning.</summary>
public sealed partial class OptionsPageTests
{
    private const string Start = "<!-- options -->\n";

    private static string Page => Repository.PathOf("docs", "options.md");

    [Fact]
    public void Every_option_has_a_row_with_its_default()
    {
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            Write();

        var rows = Rows(File.ReadAllText(Page)).Select(row => (row.Type, row.Property, row.Default));

        Assert.Equal(OptionsPage.Packages.SelectMany(OptionsPage.RowsOf).Select(row => (row.Type.Name, row.Property.Name, row.Default)).Order(), rows.Order());
    }

    [Fact]
    public void Every_row_says_what_the_option_means() =>
        Assert.DoesNotContain(Rows(File.ReadAllText(Page)), row => row.Meaning.Length == 0);

    [Fact]
    public void Every_package_has_a_row()
    {
        var page = File.ReadAllText(Page);

        Assert.All(OptionsPage.Packages.Append("Colloquy.Cli"), package => Assert.Contains($"| `{package}` |", page, StringComparison.Ordinal));
    }

    /// <summary>Writes the tables anew, with the meanings that the page has, and those of the XML documentation for new rows.</summary>
    private static void Write()
    {
        var page = File.ReadAllText(Page);
        var known = Rows(page).ToLookup(row => (row.Type, row.Property), row => row.Meaning);
        var text = new StringBuilder(page[..(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)]);
        foreach (var package in OptionsPage.Packages)
        {
            var types = OptionsPage.RowsOf(package).GroupBy(row => row.Type.Name).ToList();
            if (types.Count > 0)
                text.Append($"\n## {package}\n");
            foreach (var type in types)
            {
                text.Append($"\n### {type.Key}\n\n| property | default | meaning |\n| --- | --- | --- |\n");
                foreach (var (_, property, value) in type)
                    text.Append($"| `{property.Name}` | {value} | {known[(type.Key, property.Name)].FirstOrDefault() ?? OptionsPage.MeaningOf(property)} |\n");
            }
        }

        File.WriteAllText(Page, text.ToString());
    }

    private static IEnumerable<(string Type, string Property, string Default, string Meaning)> Rows(string page) =>
        from section in Sections().Matches(page)
        from row in Row().Matches(section.Groups["rows"].Value)
        select (section.Groups["type"].Value, row.Groups["property"].Value, row.Groups["default"].Value, row.Groups["meaning"].Value);

    [GeneratedRegex(@"^### (?<type>\w+)\n(?<rows>.*?)(?=^#|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sections();

    [GeneratedRegex(@"^\| `(?<property>\w+)` \| (?<default>[^|]*?) \| (?<meaning>.*?) ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
