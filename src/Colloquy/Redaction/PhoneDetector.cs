using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Finds phone numbers. Dates with points, amounts and longer numbers are none.</summary>
internal sealed partial class PhoneDetector : IPersonalDataDetector
{
    public string Kind => "phone";

    public IEnumerable<Range> Find(string text)
    {
        List<Range> found = [];
        foreach (var match in Number().EnumerateMatches(text))
            found.Add(match.Index..(match.Index + match.Length));
        return found;
    }

    [GeneratedRegex(@"(?<![\w+])(?:\+|(?<![0-9] )00)[1-9](?:[ \-./()]{0,3}[0-9]){6,14}(?![0-9])|(?<![\w.+\-/]|[0-9] )\(?0[1-9](?:[ \-/()]{0,3}[0-9]){7,11}(?![0-9]|\.[0-9])|(?<![\w+.\-/]|[0-9] )(?:\([0-9]{3}\) ?|[0-9]{3}[ .\-])[0-9]{3}[ .\-][0-9]{4}(?![\w\-]|\.[0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Number();
}
