using System.Text;

namespace Colloquy.Storage;

/// <summary>Represents words that follow one another: one word, or a phrase.</summary>
public sealed record SearchTerm
{
    private readonly byte[] _needle;

    /// <summary>Creates a term.</summary>
    /// <param name="words">The words, folded as those of the texts are; at least one.</param>
    /// <param name="isPrefix">true when the last word is the beginning of a word; otherwise, false.</param>
    public SearchTerm(IReadOnlyList<string> words, bool isPrefix)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfZero(words.Count, nameof(words));
        Words = words;
        IsPrefix = isPrefix;
        _needle = Encoding.UTF8.GetBytes(string.Join(' ', words));
    }

    /// <summary>Gets the words, in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Gets a value that indicates whether the last word is the beginning of a word.</summary>
    public bool IsPrefix { get; }

    /// <summary>Counts the occurrences of the term.</summary>
    /// <param name="words">The words of a message, as in <see cref="SearchText.Words"/>.</param>
    public int CountIn(ReadOnlySpan<byte> words)
    {
        var count = 0;
        for (var start = 0; ;)
        {
            var found = words[start..].IndexOf(_needle);
            if (found < 0)
                return count;

            var (first, end) = (start + found, start + found + _needle.Length);
            if ((first == 0 || words[first - 1] == ' ') && (IsPrefix || end == words.Length || words[end] == ' '))
                count++;
            start = first + 1;
        }
    }
}
