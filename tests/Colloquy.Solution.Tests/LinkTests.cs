using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>A reader finds every page from docs/README.md, and no link leads nowhere.</summary>
public sealed partial class LinkTests
{
    private static IEnumerable<string> Pages =>
        Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Repository.Readmes)
            .Concat(["README.md", "CONTRIBUTING.md"]).Select(path => Path.GetFullPath(path, Repository.Root));

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it() =>
        Assert.Empty(Pages.SelectMany(page => Links(page).Where(link => !Exists(link.Path, link.Heading)).Select(link => $"{Path.GetRelativePath(Repository.Root, page)}: {link.Path}#{link.Heading}")));

    [Fact]
    public void Every_page_is_listed_in_the_readme_of_the_docs()
    {
        var start = Repository.PathOf("docs", "README.md");
        var listed = Links(start).Select(link => link.Path).ToHashSet(StringComparer.Ordinal);

        Assert.All(Pages.Where(page => page.StartsWith(Repository.PathOf("docs"), StringComparison.Ordinal) && page != start), page => Assert.Contains(page, listed));
    }

    private static IEnumerable<(string Path, string Heading)> Links(string page) =>
        from match in Link().Matches(Code().Replace(File.ReadAllText(page), ""))
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let parts = target.Split('#', 2)
        select (parts[0].Length == 0 ? page : Path.GetFullPath(parts[0], Path.GetDirectoryName(page)!), parts.ElementAtOrDefault(1) ?? "");

    private static bool Exists(string path, string heading) =>
        heading.Length == 0 ? Path.Exists(path) : File.Exists(path) && Heading().Matches(Code().Replace(File.ReadAllText(path), "")).Any(match => Slug(match.Groups["text"].Value) == heading);

    private static string Slug(string heading) => Dropped().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (?<text>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Dropped();
}
