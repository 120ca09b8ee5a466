using System.Globalization;
using System.Text;

namespace Colloquy.Storage;

/// <summary>What characters are folded to, so that case, accents and forms of writing do not matter.</summary>
/// <remarks>The table is our own rather than <see cref="string.Normalize()"/>, which does nothing in a process without culture data: an index must be the same for every process that shares it.</remarks>
internal static class SearchFolding
{
    private static readonly Dictionary<int, string> Folded = Load();

    /// <summary>What a letter, digit or mark beyond ASCII becomes, when that is more than its lower case.</summary>
    public static string? Find(Rune rune) => Folded.GetValueOrDefault(rune.Value);

    /// <summary>Whether a mark is an accent, which makes no difference: of Latin, Greek and Cyrillic, and the vowel signs of Hebrew and Arabic. In other scripts marks are letters.</summary>
    public static bool IsAccent(int mark) => mark
        is (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5C7) or (>= 0x610 and <= 0x61A)
        or (>= 0x64B and <= 0x65F) or 0x670 or (>= 0x6D6 and <= 0x6ED) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFE20 and <= 0xFE2F);

    /// <summary>Whether a character is not seen and parts no words: a soft hyphen, a joiner, the long stroke of Arabic.</summary>
    public static bool IsIgnored(int character) => character is 0xAD or 0x640 or 0x200C or 0x200D or 0x2060 or 0xFEFF;

    /// <summary>The character that two written one after the other are: kana with a voice mark, parts of a Hangul syllable; 0 when they are two.</summary>
    public static char Compose(char first, char second) => (first, second) switch
    {
        ('\u3046' or '\u30A6', '\u3099') => (char)(first + 0x4E),
        ((>= '\u304B' and <= '\u3062') or (>= '\u30AB' and <= '\u30C2'), '\u3099') when (first & 1) == 1 => (char)(first + 1),
        ('\u3064' or '\u3066' or '\u3068' or '\u30C4' or '\u30C6' or '\u30C8', '\u3099') => (char)(first + 1),
        ((>= '\u306F' and <= '\u307B') or (>= '\u30CF' and <= '\u30DB'), '\u3099' or '\u309A') when first % 3 == 0 => (char)(first + second - 0x3098),
        (>= '\u1100' and <= '\u1112', >= '\u1161' and <= '\u1175') => (char)(0xAC00 + ((((first - 0x1100) * 21) + second - 0x1161) * 28)),
        (>= '\uAC00' and <= '\uD7A3', >= '\u11A8' and <= '\u11C2') when (first - 0xAC00) % 28 == 0 => (char)(first + second - 0x11A7),
        _ => '\0',
    };

    private static Dictionary<int, string> Load()
    {
        using var stream = typeof(SearchFolding).Assembly.GetManifestResourceStream("folding.txt")
            ?? throw new InvalidOperationException("The table folding.txt is not in the assembly.");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>(4_600);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#')
                continue;

            var parts = line.Split(' ');
            var character = int.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (var i = 1; i < parts.Length; i++)
                table.Add(character++, parts[i]);
        }

        return table;
    }
}
