using System.Text.RegularExpressions;

namespace Colloquy.FileStore.Tests;

public sealed partial class DocsTests
{
    private static DirectoryInfo Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "Colloquy.slnx")))
                root = root.Parent!;
            return root;
        }
    }

    [Fact]
    public void Every_snippet_of_the_page_about_stores_stands_in_the_sample_or_its_tests()
    {
        string[] folders = ["samples/FileStore", "tests/Colloquy.FileStore.Tests"];
        var code = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root.FullName, folder), "*.cs")).Select(File.ReadAllText).ToList();
        var snippets = Snippet().Matches(File.ReadAllText(Path.Combine(Root.FullName, "docs/stores.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(code, file => file.Contains(snippet, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_store_that_the_page_goes_through_has_at_most_300_lines()
    {
        Assert.InRange(Directory.EnumerateFiles(Path.Combine(Root.FullName, "samples/FileStore"), "*.cs").Sum(file => File.ReadLines(file).Count()), 1, 300);
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
