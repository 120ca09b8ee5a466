using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests.Prose;

/// <summary>Phrases that made readers ask 'what?' do not come back: in pages, comments, errors or help.</summary>
public sealed class PhraseTests
{
    [Fact]
    public void No_page_comment_error_or_help_has_a_phrase_that_needs_a_second_reading()
    {
        var phrases = ReadPhrases().ToList();

        var found = Files().SelectMany(file => Find(file, phrases)).ToList();

        Assert.True(phrases.Count > 50, $"Only {phrases.Count} phrases were read.");
        Assert.True(found.Count == 0, $"{found.Count} phrases of phrases.txt:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<(Regex Phrase, string Better)> ReadPhrases() =>
        from line in File.ReadLines(Repository.PathOf("tests", "Colloquy.Solution.Tests", "Prose", "phrases.txt"))
        where line.Length > 0 && line[0] != '#'
        let parts = line.Split("  # ", 2)
        select (new Regex(parts[0].TrimEnd(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), parts is [_, var better] ? better : "say it plainly");

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Repository.Readmes)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md").Where(path => !path.EndsWith("CHANGELOG.md", StringComparison.Ordinal)))
            .Concat(Repository.SourceFiles("src"))
            .Concat(Repository.SourceFiles("samples"));

    private static IEnumerable<string> Find(string file, List<(Regex Phrase, string Better)> phrases)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            foreach (var (phrase, better) in phrases)
            {
                if (phrase.Match(line) is { Success: true } match)
                    yield return $"{Path.GetRelativePath(Repository.Root, file)}({number}): '{match.Value}': {better}";
            }
        }
    }
}
