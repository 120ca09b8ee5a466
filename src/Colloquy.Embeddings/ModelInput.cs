using System.Text;
using Colloquy.Storage;

namespace Colloquy.Embeddings;

/// <summary>Converts a text to the form that the model was trained on: lower case without accents. Its tokenizer separates words at blanks only, and fails at a lone surrogate.</summary>
internal static class ModelInput
{
    // More than the model reads of any text of words. The tokenizer would read the rest for nothing.
    private const int MaxCharacters = 16_384;

    public static string Of(string text)
    {
        var prepared = new StringBuilder(Math.Min(text.Length, MaxCharacters));
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxCharacters)).EnumerateRunes())
        {
            if (SearchFolding.IsAccent(rune.Value) || SearchFolding.IsIgnored(rune.Value))
                continue;

            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
                prepared.Append(SearchFolding.Find(rune) ?? Rune.ToLowerInvariant(rune).ToString());
            else if (prepared is [.., not ' '])
                prepared.Append(' ');
        }

        return prepared.ToString();
    }
}
