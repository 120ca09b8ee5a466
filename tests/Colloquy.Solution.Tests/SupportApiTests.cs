using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The sample of a web API is short enough to be read as a model, and its page shows all of it.</summary>
public sealed partial class SupportApiTests
{
    private static readonly string s_folder = Repository.PathOf("samples", "SupportApi", "SupportApi");
    private static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "aspnet-core.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.cs").Select(path => Path.GetFileName(path))];

    [Fact]
    public void The_support_api_has_at_most_150_lines_of_its_own()
    {
        var lines = Directory.GetFiles(s_folder, "*.cs").SelectMany(File.ReadLines)
            .Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

        Assert.InRange(lines.Count(), 100, 150);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_blocks_of_a_file_on_its_page_are_the_file(string file)
    {
        var text = File.ReadAllText(Path.Combine(s_folder, file)).ReplaceLineEndings("\n");
        var names = Snippet().Matches(text).Select(match => match.Groups[1].Value).ToList();

        var shown = Block().Matches(s_page).Where(block => names.Contains(block.Groups[1].Value)).SelectMany(block => Lines(block.Groups[2].Value));

        Assert.Equal(Lines(text).Where(line => !line.StartsWith("// snippet:", StringComparison.Ordinal)), shown);
        Assert.Contains($"`{file}`:\n\n<!-- snippet: {names[0]} -->", s_page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appsettings.json", "*")]
    [InlineData("SupportApi.csproj", "<Using ")]
    public void The_page_shows_the_settings_and_the_namespaces(string file, string lines) =>
        Assert.All(File.ReadLines(Path.Combine(s_folder, file)).Select(line => line.Trim()).Where(line => line.Length > 0 && (lines == "*" || line.StartsWith(lines, StringComparison.Ordinal))), line => Assert.Contains(line, s_page, StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    [GeneratedRegex(@"// snippet: (?!end)([\w-]+)\n")]
    private static partial Regex Snippet();

    [GeneratedRegex(@"<!-- snippet: ([\w-]+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
