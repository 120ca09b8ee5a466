namespace Colloquy.Storage;

/// <summary>A word of a text, folded, and where it stands.</summary>
/// <param name="Text">The folded word; in writing without spaces, two characters that follow one another, or the last one of them.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends in the text.</param>
/// <param name="SecondStart">Where its second character begins, when it is a pair; else <paramref name="End"/>.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct SearchWord(string Text, int Start, int End, int SecondStart, SearchWordKind Kind);

/// <summary>What a word of a text is.</summary>
internal enum SearchWordKind
{
    /// <summary>Letters and digits between spaces.</summary>
    Spaced = 0,

    /// <summary>Two characters that follow one another, of writing without spaces.</summary>
    Pair = 1,

    /// <summary>The last of several such characters.</summary>
    Last = 2,

    /// <summary>The only one of such characters.</summary>
    Single = 3,
}
