using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Finds card numbers whose checksum fits.</summary>
internal sealed partial class PaymentCardDetector : IPersonalDataDetector
{
    public string Kind => "card";

    public IEnumerable<Range> Find(string text)
    {
        List<Range> found = [];
        foreach (var match in Digits().EnumerateMatches(text))
        {
            if (IsCard(text.AsSpan(match.Index, match.Length)))
                found.Add(match.Index..(match.Index + match.Length));
        }

        return found;
    }

    /// <summary>The checksum of ISO/IEC 7812: from the right, each second digit counts double.</summary>
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        var (sum, count, isDouble) = (0, 0, false);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;

            var digit = (text[i] - '0') * (isDouble ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
            (count, isDouble) = (count + 1, !isDouble);
        }

        return count is >= 13 and <= 19 && sum % 10 == 0;
    }

    [GeneratedRegex(@"(?<![0-9]|[0-9][ \-])[2-6](?:[ \-]?[0-9]){12,18}(?![0-9]|[ \-][0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Digits();
}
