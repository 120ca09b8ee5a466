namespace Colloquy;

/// <summary>Puts the best matches first.</summary>
/// <remarks>
/// BM25's form (Robertson and Zaragoza 2009): each term counts more the more often it occurs, with ever smaller steps, and
/// less in a long message. How rare a term is does not matter, for every match holds all of them.
/// </remarks>
internal static class SearchRanking
{
    private const double Saturation = 1.2;
    private const double LengthShare = 0.75;

    public static List<(SearchCandidate Candidate, double Score)> Rank(IReadOnlyList<SearchCandidate> candidates)
    {
        if (candidates.Count == 0)
            return [];

        var meanLength = (double)candidates.Sum(candidate => (long)candidate.Length) / candidates.Count;
        var ranked = new List<(SearchCandidate Candidate, double Score)>(candidates.Count);
        foreach (var candidate in candidates)
            ranked.Add((candidate, Score(candidate, meanLength)));
        ranked.Sort(static (left, right) => Compare(left, right));
        return ranked;
    }

    /// <summary>What a term counts for that occurs so often in a text.</summary>
    /// <param name="count">How often the term occurs.</param>
    /// <param name="length">How many words the text has.</param>
    /// <param name="meanLength">How many those have that it is compared with.</param>
    public static double Weigh(int count, int length, double meanLength) =>
        count * (Saturation + 1) / (count + (Saturation * (1 - LengthShare + (LengthShare * length / meanLength))));

    private static double Score(SearchCandidate candidate, double meanLength)
    {
        var score = 0.0;
        for (var i = 0; i < candidate.Counts.Count; i++)
            score += Weigh(candidate.Counts[i], candidate.Length, meanLength);
        return score;
    }

    /// <summary>With equal scores the newest comes first; what is left is an order that every store has.</summary>
    private static int Compare((SearchCandidate Candidate, double Score) left, (SearchCandidate Candidate, double Score) right)
    {
        var order = right.Score.CompareTo(left.Score);
        if (order == 0)
            order = right.Candidate.At.CompareTo(left.Candidate.At);
        if (order == 0 && left.Candidate.Key != right.Candidate.Key)
            order = CompareKeys(left.Candidate.Key, right.Candidate.Key);
        return order == 0 ? right.Candidate.Position.CompareTo(left.Candidate.Position) : order;
    }

    private static int CompareKeys(SessionKey left, SessionKey right)
    {
        var order = Utf8Order.Instance.Compare(left.App, right.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.User, right.User);
        return order == 0 ? Utf8Order.Instance.Compare(left.Id, right.Id) : order;
    }
}
