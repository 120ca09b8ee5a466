using System.Globalization;
using System.Text;

namespace Colloquy.Sqlite;

/// <summary>Words with their owner's number before each, as they stand in FTS5's tables: what one owner looks for walks over nothing of another's.</summary>
internal static class OwnedWords
{
    /// <summary>Stands between the owner's number and a word. Numbers have no letters, so no word of one owner begins as one of another does.</summary>
    private const char Mark = 'x';

    /// <summary>Terms as FTS5 reads them, all of which a text must hold. Words have neither quotes nor spaces in them.</summary>
    public static string Express(IReadOnlyList<SearchTerm> terms, long owner)
    {
        var expression = new StringBuilder();
        foreach (var term in terms)
        {
            expression.Append(expression.Length == 0 ? "\"" : " AND \"");
            for (var i = 0; i < term.Words.Count; i++)
                expression.Append(i == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{owner}{Mark}{term.Words[i]}");
            expression.Append(term.IsPrefix ? "\" *" : "\"");
        }

        return expression.ToString();
    }

    public static byte[] PrefixOf(long owner) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{owner}{Mark}"));

    /// <summary>The words with their owner's number before each.</summary>
    public static byte[] Of(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> words)
    {
        var owned = new byte[words.Length + ((words.Count((byte)' ') + 1) * prefix.Length)];
        prefix.CopyTo(owned);
        var at = prefix.Length;
        foreach (var c in words)
        {
            owned[at++] = c;
            if (c != ' ')
                continue;

            prefix.CopyTo(owned.AsSpan(at));
            at += prefix.Length;
        }

        return owned;
    }
}
