using System.Text;

namespace Colloquy.Postgres;

/// <summary>Words with their owner's mark before each, as a <c>tsvector</c> holds them: what one owner looks for walks over nothing of another's.</summary>
/// <remarks>
/// Rows tell owners apart, not marks, which two owners may share. A <c>tsvector</c> bounds each word and all of them together (postgresql.org/docs/current/textsearch-limitations.html):
/// longer words are cut, here and in what is looked for, and a text of more words is held without any, and is always looked at. What is found is compared with the stored text anyway.
/// </remarks>
internal static class OwnedWords
{
    /// <summary>The length of a mark: 48 bits in the digits of base 64.</summary>
    private const int MarkLength = 8;

    private const int LongestWord = 512;
    private const int MostBytes = 1_000_000;
    private const int MostSought = 64;

    /// <summary>The mark of an owner. By itself it stands for a text that is held without its words.</summary>
    public static string MarkOf(Guid owner)
    {
        Span<byte> bytes = stackalloc byte[16];
        owner.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes[..(MarkLength * 6 / 8)]);
    }

    /// <summary>The different words of a text, each with the mark, with a space between them; the mark alone for too many.</summary>
    public static string Of(string mark, ReadOnlySpan<byte> words)
    {
        var owned = new HashSet<string>(StringComparer.Ordinal);
        var length = 0;
        foreach (var range in words.Split((byte)' '))
        {
            var word = Cut(words[range]);
            if (word.IsEmpty || !owned.Add(mark + Encoding.UTF8.GetString(word)))
                continue;

            length += MarkLength + word.Length;
            if (length > MostBytes)
                return mark;
        }

        return string.Join(' ', owned);
    }

    /// <summary>Terms as a <c>tsquery</c>, for texts that hold all of them; and for those that are held without their words.</summary>
    public static string Express(string mark, IReadOnlyList<SearchTerm> terms)
    {
        var expression = new StringBuilder("'").Append(mark).Append("'|(");
        var first = expression.Length;
        foreach (var (word, isPrefix) in Words(terms))
        {
            if (expression.Length > first)
                expression.Append('&');
            expression.Append('\'').Append(mark).Append(word.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).Append(isPrefix ? "':*" : "'");
        }

        return expression.Append(')').ToString();
    }

    /// <summary>The number of words of terms that are looked for in the index.</summary>
    public static int Count(IReadOnlyList<SearchTerm> terms) => Words(terms).Count();

    private static IEnumerable<(string Word, bool IsPrefix)> Words(IReadOnlyList<SearchTerm> terms) =>
        terms.SelectMany(Words).Distinct().Take(MostSought);

    private static IEnumerable<(string Word, bool IsPrefix)> Words(SearchTerm term)
    {
        for (var i = 0; i < term.Words.Count; i++)
        {
            var word = Cut(Encoding.UTF8.GetBytes(term.Words[i]));
            yield return (Encoding.UTF8.GetString(word), term.IsPrefix && i == term.Words.Count - 1);
        }
    }

    /// <summary>Cuts UTF-8 between characters.</summary>
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> word)
    {
        var length = LongestWord;
        if (word.Length <= length)
            return word;

        while (length > 0 && (word[length] & 0xC0) == 0x80)
            length--;
        return word[..length];
    }
}
