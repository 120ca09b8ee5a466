using System.Globalization;
using System.Text;

namespace Colloquy.Storage;

/// <summary>Knows which writing puts no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese; and Korean, which puts them, but writes particles onto words.</summary>
internal static class SearchScripts
{
    public static bool IsWrittenWithoutSpaces(Rune rune) => rune.Value
        is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0x312F) or (>= 0x31A0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF)
        or (>= 0xA9E0 and <= 0xA9FF) or (>= 0xAA60 and <= 0xAA7F) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x1B000 and <= 0x1B16F) or (>= 0x20000 and <= 0x3FFFF)
        && Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber;
}
