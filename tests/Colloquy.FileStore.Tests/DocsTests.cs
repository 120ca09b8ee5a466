using System.Text.RegularExpressions;

namespace Colloquy.FileStore.Tests;

public sealed partial class DocsTests
{
    [Fact]
    public void Every_snippet_of_the_page_about_stores_stands_in_the_sample_or_its_tests()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Colloquy.slnx")))
            root = root.Parent!;

        string[] folders = ["samples/FileStore", "tests/Colloquy.FileStore.Tests"];
        var code = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.cs")).Select(File.ReadAllText).ToList();
        var snippets = Snippet().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs/stores.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(code, file => file.Contains(snippet, StringComparison.Ordinal)));
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
