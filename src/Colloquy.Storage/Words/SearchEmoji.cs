namespace Colloquy.Storage;

/// <summary>Knows emoji, which are words of their own, and what belongs to one: a skin tone, the second letter of a flag, the tags of a region's flag.</summary>
/// <remarks>The ranges are those of Unicode's blocks of pictographs, with what is not assigned in them yet, so that all processes that share an index agree. Arrows, boxes and signs of trade are left out: they part words in ordinary text.</remarks>
internal static class SearchEmoji
{
    public static bool IsEmoji(int character) => character
        is (>= 0x231A and <= 0x231B) or (>= 0x23E9 and <= 0x23F3) or (>= 0x23F8 and <= 0x23FA)
        or (>= 0x2600 and <= 0x2767) or (>= 0x2794 and <= 0x27BF) or 0x2B1B or 0x2B1C or 0x2B50 or 0x2B55
        or (>= 0x1F000 and <= 0x1F0FF) or (>= 0x1F170 and <= 0x1F19A) or (>= 0x1F1E6 and <= 0x1F6FF) or (>= 0x1F7E0 and <= 0x1F7FF) or (>= 0x1F900 and <= 0x1FAFF);

    public static bool IsSkinTone(int character) => character is >= 0x1F3FB and <= 0x1F3FF;

    /// <summary>Whether it is a letter of a flag; two of them are one.</summary>
    public static bool IsRegionalIndicator(int character) => character is >= 0x1F1E6 and <= 0x1F1FF;

    /// <summary>Whether it is a tag, of which the flags of regions are made.</summary>
    public static bool IsTag(int character) => character is >= 0xE0020 and <= 0xE007F;
}
