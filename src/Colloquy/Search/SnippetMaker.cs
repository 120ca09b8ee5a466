namespace Colloquy;

/// <summary>Cuts from a message the part in which most of what was found stands close together.</summary>
internal static class SnippetMaker
{
    private const int Length = 160;

    /// <summary>Null when the text does not hold every term: it is another than the one that was found.</summary>
    public static (string Text, List<Range> Highlights)? Make(string text, IReadOnlyList<SearchTerm> terms)
    {
        var words = SearchWords.Of(text);
        var found = new List<(int Start, int End, int Term)>();
        for (var i = 0; i < terms.Count; i++)
        {
            var before = found.Count;
            Find(words, terms[i], i, found);
            if (found.Count == before)
                return null;
        }

        found.Sort();
        var (first, last) = FindCluster(found);
        var (start, end) = Widen(text, words, first, last);
        return Cut(text, start, end, found);
    }

    private static void Find(List<SearchWord> words, SearchTerm term, int number, List<(int Start, int End, int Term)> found)
    {
        for (var at = 0; at + term.Words.Count <= words.Count; at++)
        {
            var i = 0;
            while (i < term.Words.Count && (words[at + i].Text == term.Words[i] || (term.IsPrefix && i == term.Words.Count - 1 && words[at + i].Text.StartsWith(term.Words[i], StringComparison.Ordinal))))
                i++;
            if (i < term.Words.Count)
                continue;

            var last = words[at + i - 1];
            found.Add((words[at].Start, last.Kind == SearchWordKind.Pair && last.Text.Length > term.Words[^1].Length ? last.SecondStart : last.End, number));
        }
    }

    /// <summary>The stretch of a snippet's length with the most different terms; with equal numbers the one with more occurrences, then the first.</summary>
    private static (int Start, int End) FindCluster(List<(int Start, int End, int Term)> found)
    {
        var best = (Terms: 0, Count: 0, Start: found[0].Start, End: found[0].End);
        var counts = new Dictionary<int, int>();
        var first = 0;
        for (var last = 0; last < found.Count; last++)
        {
            counts[found[last].Term] = counts.GetValueOrDefault(found[last].Term) + 1;
            for (; first < last && found[last].End - found[first].Start > Length; first++)
            {
                if (--counts[found[first].Term] == 0)
                    counts.Remove(found[first].Term);
            }

            if ((counts.Count, last - first + 1).CompareTo((best.Terms, best.Count)) > 0)
                best = (counts.Count, last - first + 1, found[first].Start, found[last].End);
        }

        return (best.Start, best.End);
    }

    /// <summary>Adds whole words on both sides, more of them behind, until the length is reached.</summary>
    private static (int Start, int End) Widen(string text, List<SearchWord> words, int start, int end)
    {
        end = Math.Min(end, start + (2 * Length));
        var room = Math.Max(0, Length - (end - start));
        var from = Math.Max(0, start - (room / 3));
        var to = Math.Min(text.Length, Math.Max(end, from + Length));
        from = Math.Max(0, Math.Min(from, to - Length));
        if (from > 0)
            from = Math.Min(start, words[words.FindIndex(word => word.Start >= from)].Start);
        if (to < text.Length)
            to = Math.Max(end, words.FindLast(word => word.End <= to).End);
        return (Whole(text, from), Whole(text, to));
    }

    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]) ? at - 1 : at;

    private static (string Text, List<Range> Highlights) Cut(string text, int start, int end, List<(int Start, int End, int Term)> found)
    {
        var lead = start > 0 ? "…" : "";
        var shown = string.Concat(lead, string.Create(end - start, (text, start), Fill), end < text.Length ? "…" : "");
        var highlights = new List<Range>();
        var (open, close) = (-1, -1);
        foreach (var place in found)
        {
            if (place.End <= start || place.Start >= end)
                continue;
            if (place.Start > close)
            {
                Add();
                open = Math.Max(place.Start, start);
            }

            close = Math.Max(close, Math.Min(place.End, end));
        }

        Add();
        return (shown, highlights);

        void Add()
        {
            if (open >= 0)
                highlights.Add(new Range(open - start + lead.Length, close - start + lead.Length));
        }
    }

    private static void Fill(Span<char> shown, (string Text, int Start) from)
    {
        for (var i = 0; i < shown.Length; i++)
        {
            var c = from.Text[from.Start + i];
            shown[i] = char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : char.IsSurrogate(c) && !IsPaired(from.Text, from.Start + i) ? '\uFFFD' : c;
        }
    }

    private static bool IsPaired(string text, int at) =>
        (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])) || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));
}
