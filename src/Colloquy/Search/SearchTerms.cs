namespace Colloquy;

/// <summary>Reads what a person types: words, "phrases", and prefixes that end in *. Everything else is text.</summary>
internal static class SearchTerms
{
    /// <summary>How many words of a query are looked for; what comes after them is not.</summary>
    public const int MostWords = 100;

    public static List<SearchTerm> Parse(string query)
    {
        var terms = new List<SearchTerm>();
        var words = 0;
        foreach (var (text, isQuoted) in Split(query))
        {
            if (words >= MostWords)
                break;
            if (Read(text, isQuoted, MostWords - words) is not { } term)
                continue;

            words += term.Words.Count;
            if (!terms.Exists(other => other.IsPrefix == term.IsPrefix && other.Words.SequenceEqual(term.Words)))
                terms.Add(term);
        }

        return terms;
    }

    /// <summary>Quoted parts, and between them what stands between spaces. A quote that is not closed is text.</summary>
    private static IEnumerable<(string Text, bool IsQuoted)> Split(string query)
    {
        for (var at = 0; at < query.Length;)
        {
            var open = query.IndexOf('"', at);
            var close = open < 0 ? -1 : query.IndexOf('"', open + 1);
            foreach (var text in query[at..(close < 0 ? query.Length : open)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                yield return (text, false);
            if (close < 0)
                yield break;

            yield return (query[(open + 1)..close], true);
            at = close + 1;
        }
    }

    private static SearchTerm? Read(string text, bool isQuoted, int most)
    {
        var words = SearchWords.Of(text, most);
        if (words.Count == 0)
            return null;

        // In the texts the last character of a stretch is followed by another more often than not: what ends with a pair
        // may go on with any, and a single character is the beginning of pairs.
        if (words[^1].Kind == SearchWordKind.Last)
            words.RemoveAt(words.Count - 1);
        var isPrefix = words[^1].Kind == SearchWordKind.Single || (!isQuoted && words[^1].Kind == SearchWordKind.Spaced && text[^1] == '*' && words[^1].End == text.TrimEnd('*').Length);
        return new SearchTerm([.. words.Select(word => word.Text)], isPrefix);
    }
}
