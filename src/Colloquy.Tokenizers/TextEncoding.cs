using Microsoft.ML.Tokenizers;

namespace Colloquy.Tokenizers;

/// <summary>Counts the tokens of texts in one encoding, which is loaded when it is first used.</summary>
internal sealed class TextEncoding
{
    // The work for a word, or for a run of blanks or signs, grows with the square of its length. A longer run is counted in parts, which adds at most one token for each part.
    private const int MaxRun = 500;

    private readonly Lazy<TiktokenTokenizer> _tokenizer;
    private readonly string[] _special;

    private TextEncoding(string name, params string[] special)
    {
        Name = name;
        _special = special;
        _tokenizer = new Lazy<TiktokenTokenizer>(() => TiktokenTokenizer.CreateForEncoding(name));
    }

    public static TextEncoding O200k { get; } = new("o200k_base", "<|endoftext|>", "<|endofprompt|>");

    public static TextEncoding Cl100k { get; } = new("cl100k_base", "<|endoftext|>", "<|endofprompt|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>");

    public string Name { get; }

    public long Count(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;

        long tokens = 0;
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var length = FindBreak(rest);
            tokens += _tokenizer.Value.CountTokens(rest[..length]);
            rest = rest[length..];
        }

        return tokens;
    }

    /// <summary>Finds the length of the next part to count.</summary>
    private int FindBreak(ReadOnlySpan<char> text)
    {
        var end = text.Length;

        // Services read the name of a special token in a message as text, but the tokenizer would read it as the token. The text is split behind the first two characters of the name, which are a token of their own: no other count changes.
        for (int at, from = 0; (at = text[from..].IndexOf("<|")) >= 0; from += at + 2)
        {
            if (!IsSpecial(text[(from + at)..]))
                continue;
            end = from + at + 2;
            break;
        }

        var (run, kind) = (0, Kind.Letter);
        for (var i = 0; i < end; i++)
        {
            run = KindOf(text[i]) == kind ? run + 1 : 1;
            kind = KindOf(text[i]);
            if (run == MaxRun && i + 1 < end)
                return char.IsHighSurrogate(text[i]) ? i : i + 1;
        }

        return end;
    }

    private static Kind KindOf(char character) =>
        char.IsWhiteSpace(character) ? Kind.Blank : char.IsPunctuation(character) || char.IsSymbol(character) ? Kind.Sign : Kind.Letter;

    private bool IsSpecial(ReadOnlySpan<char> text)
    {
        foreach (var token in _special)
        {
            if (text.StartsWith(token, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private enum Kind
    {
        Letter,
        Blank,
        Sign,
    }
}
