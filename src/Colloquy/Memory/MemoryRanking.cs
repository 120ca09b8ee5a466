namespace Colloquy;

/// <summary>Puts the best memories first: by words, by meaning, and by both.</summary>
internal static class MemoryRanking
{
    /// <summary>Of reciprocal rank fusion: how little the first places differ (Cormack, Clarke and Büttcher 2009).</summary>
    private const double Smoothing = 60;

    /// <summary>Ranks by words, as BM25 does: a rare word counts for more.</summary>
    public static List<(MemoryId Id, double Score)> Rank(MemoryCandidates matches)
    {
        if (matches.Found.Count == 0)
            return [];

        var weights = WeighTerms(matches);
        var meanLength = matches.Found.Average(match => (double)match.Length);
        List<(MemoryId Id, double Score)> ranked = [.. matches.Found.Select(match => (match.Id, Score(match)))];
        ranked.Sort(static (left, right) => Compare(left, right));
        return ranked;

        double Score(MemoryCandidate match)
        {
            var score = 0.0;
            for (var i = 0; i < match.Counts.Count; i++)
                score += match.Counts[i] == 0 ? 0 : weights[i] * SearchRanking.Weigh(match.Counts[i], match.Length, meanLength);
            return score;
        }
    }

    /// <summary>Puts together what was found by words and by meaning, both ranked.</summary>
    public static List<(MemoryId Id, double Score, double? WordScore, double? Similarity)> Fuse(List<(MemoryId Id, double Score)> byWords, IReadOnlyList<MemoryCandidate> byMeaning)
    {
        var fused = new Dictionary<MemoryId, (double Score, double? WordScore, double? Similarity)>();
        for (var i = 0; i < byWords.Count; i++)
            fused[byWords[i].Id] = (1 / (Smoothing + i + 1), byWords[i].Score, null);
        for (var i = 0; i < byMeaning.Count; i++)
        {
            var (score, wordScore, _) = fused.GetValueOrDefault(byMeaning[i].Id);
            fused[byMeaning[i].Id] = (score + (1 / (Smoothing + i + 1)), wordScore, byMeaning[i].Similarity);
        }

        List<(MemoryId Id, double Score, double? WordScore, double? Similarity)> ranked = [.. fused.Select(pair => (pair.Key, pair.Value.Score, pair.Value.WordScore, pair.Value.Similarity))];
        ranked.Sort(static (left, right) => Compare((left.Id, left.Score), (right.Id, right.Score)));
        return ranked;
    }

    private static double[] WeighTerms(MemoryCandidates matches)
    {
        var weights = new double[matches.Found[0].Counts.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var holding = matches.Found.Count(match => match.Counts[i] > 0);
            weights[i] = Math.Log(1 + ((Math.Max(matches.Total, holding) - holding + 0.5) / (holding + 0.5)));
        }

        return weights;
    }

    /// <summary>With equal scores, the one that was stored last comes first.</summary>
    private static int Compare((MemoryId Id, double Score) left, (MemoryId Id, double Score) right)
    {
        var order = right.Score.CompareTo(left.Score);
        return order == 0 ? right.Id.CompareTo(left.Id) : order;
    }
}
