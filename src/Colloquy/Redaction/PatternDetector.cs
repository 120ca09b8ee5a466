using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Finds what a regular expression of the application matches.</summary>
internal sealed class PatternDetector(string kind, Regex pattern) : IPersonalDataDetector
{
    public string Kind => kind;

    public IEnumerable<Range> Find(string text)
    {
        List<Range> found = [];
        foreach (var match in pattern.EnumerateMatches(text))
            found.Add(match.Index..(match.Index + match.Length));
        return found;
    }
}
