using System.Net;
using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Finds addresses of IPv4 and IPv6. A number of a version with four parts looks like one.</summary>
internal sealed partial class IpAddressDetector : IPersonalDataDetector
{
    public string Kind => "ip";

    public IEnumerable<Range> Find(string text)
    {
        List<Range> found = [];
        foreach (var match in Candidate().EnumerateMatches(text))
        {
            var candidate = text.AsSpan(match.Index, match.Length);
            if (!candidate.Contains(':') || (candidate.ContainsAnyInRange('0', '9') && IPAddress.TryParse(candidate, out _)))
                found.Add(match.Index..(match.Index + match.Length));
        }

        return found;
    }

    [GeneratedRegex(@"(?<![\w.:])(?:(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?!\.?[0-9]|\w)|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\.[0-9]{1,3}){3})?(?![\w:]))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Candidate();
}
