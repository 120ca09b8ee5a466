using System.Text;
using Colloquy.Storage;

namespace Colloquy.Embeddings;

/// <summary>Brings a text into the form that the model was trained on, lower case without accents, and which its tokenizer reads: it parts words at blanks alone, and fails at a lone surrogate.</summary>
internal static class ModelInput
{
    // More than the model reads of any text of words. What comes behind it would be tokenized and thrown away.
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
