using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Finds account numbers whose length is that of their country and whose checksum fits (ISO 13616).</summary>
internal sealed partial class IbanDetector : IPersonalDataDetector
{
    private const string Countries =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NI28NL18NO15PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20";

    private static readonly Dictionary<string, int> Lengths = Enumerable.Range(0, Countries.Length / 4).ToDictionary(i => Countries.Substring(4 * i, 2), i => int.Parse(Countries.AsSpan((4 * i) + 2, 2), CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public string Kind => "iban";

    public IEnumerable<Range> Find(string text)
    {
        List<Range> found = [];
        foreach (var match in Begin().EnumerateMatches(text))
        {
            if (FindEnd(text, match.Index) is { } end)
                found.Add(match.Index..end);
        }

        return found;
    }

    /// <summary>Where the number ends that begins at a place, spaces left out; null when there is none.</summary>
    private static int? FindEnd(string text, int begin)
    {
        if (!Lengths.TryGetValue(text.Substring(begin, 2).ToUpperInvariant(), out var length))
            return null;

        Span<char> number = stackalloc char[length];
        var (count, end) = (0, begin);
        for (; end < text.Length && count < length; end++)
        {
            if (char.IsAsciiLetterOrDigit(text[end]))
                number[count++] = char.ToUpperInvariant(text[end]);
            else if (text[end] is not (' ' or '-') || text[end - 1] is ' ' or '-')
                return null;
        }

        return count == length && (end == text.Length || !char.IsLetterOrDigit(text[end])) && IsValid(number) ? end : null;
    }

    private static bool IsValid(ReadOnlySpan<char> number)
    {
        var remainder = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var c = number[(i + 4) % number.Length];
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder == 1;
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[A-Za-z]{2}[0-9]{2}(?=[ \-]?[A-Za-z0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Begin();
}
