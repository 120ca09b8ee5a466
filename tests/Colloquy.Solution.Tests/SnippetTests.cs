using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>Every C# block of the README, of docs and of the READMEs of packages is code that is compiled and run here, line by line.</summary>
public sealed partial class SnippetTests
{
    // Classes of turns are tests of their own, and those of other frameworks need these: Colloquy.Testing.Xunit.Tests runs both.
    private static readonly string[] s_compiled = ["tests/Colloquy.Solution.Tests/Snippets", "tests/Colloquy.Testing.Xunit.Subject/Docs", "tests/Colloquy.Testing.Xunit.Tests/OtherFrameworks", "tests/Colloquy.Testing.Xunit.Tests/ComingFrom", "samples/SupportApi/SupportApi", "samples/TwoHosts"];

    // The code of docs/stores.md is that of the sample FileStore, whose tests compare the two. Colloquy.Packages.Tests runs docs/start.md with the packages.
    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("stores.md" or "start.md"))
            .Concat(Repository.Readmes)
            .Append(Repository.PathOf("README.md")).Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_code_block_of_a_page_is_a_snippet_that_is_compiled(string page)
    {
        var compiled = s_compiled.SelectMany(Repository.SourceFiles).SelectMany(path => Compiled().Matches(File.ReadAllText(path)))
            .Select(match => (Name: match.Groups[1].Value, Code: match.Groups[2].Value))
            .Concat(Blocks().Matches(File.ReadAllText(Repository.PathOf("docs", "stores.md"))).Select(match => (Name: "stores", Code: match.Groups[2].Value)))
            .ToLookup(snippet => snippet.Name, snippet => Normalize(snippet.Code));

        foreach (Match block in Blocks().Matches(File.ReadAllText(Repository.PathOf(page))))
        {
            var name = block.Groups[1].Value;
            Assert.True(name.Length > 0, $"A C# block of {page} has no '<!-- snippet: name -->' above it:\n{block.Groups[2].Value}");
            Assert.Contains(Normalize(block.Groups[2].Value), compiled[name]);
        }
    }

    [Fact]
    public void The_readme_is_short() => Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, 120);

    private static string Normalize(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"(?:<!-- snippet: ([\w-]+) -->\s*)?```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"// snippet: (?!end)([\w-]+)\n(.*?)// snippet: end", RegexOptions.Singleline)]
    private static partial Regex Compiled();
}
