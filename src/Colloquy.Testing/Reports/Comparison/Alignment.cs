namespace Colloquy.Testing;

/// <summary>Aligns two sequences by their longest common subsequence (E. W. Myers, An O(ND) Difference Algorithm, 1986).</summary>
internal static class Alignment
{
    /// <summary>Beyond so many differences the sequences have little in common, and the search would take too long.</summary>
    private const int MostDifferences = 600;

    /// <summary>Pairs of indexes, in order: both for items that are equal, one for an item that is in one sequence only.</summary>
    public static IReadOnlyList<(int? Before, int? After)> Of<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, IEqualityComparer<T>? comparer = null)
    {
        comparer ??= EqualityComparer<T>.Default;
        var start = 0;
        while (start < before.Count && start < after.Count && comparer.Equals(before[start], after[start]))
            start++;
        var end = 0;
        while (end < before.Count - start && end < after.Count - start && comparer.Equals(before[^(end + 1)], after[^(end + 1)]))
            end++;

        List<(int?, int?)> pairs = [.. Enumerable.Range(0, start).Select(i => ((int?)i, (int?)i))];
        pairs.AddRange(Middle(before, after, start, before.Count - end, after.Count - end, comparer));
        pairs.AddRange(Enumerable.Range(0, end).Select(i => ((int?)(before.Count - end + i), (int?)(after.Count - end + i))));
        return pairs;
    }

    private static IEnumerable<(int?, int?)> Middle<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, int start, int beforeEnd, int afterEnd, IEqualityComparer<T> comparer)
    {
        var (n, m) = (beforeEnd - start, afterEnd - start);
        var most = Math.Min(n + m, MostDifferences);
        var furthest = new int[(2 * most) + 3];
        List<int[]> trace = [];
        for (var d = 0; d <= most; d++)
        {
            trace.Add((int[])furthest.Clone());
            for (var k = -d; k <= d; k += 2)
            {
                var down = k == -d || (k != d && furthest[most + k] < furthest[most + k + 2]);
                var x = down ? furthest[most + k + 2] : furthest[most + k] + 1;
                while (x < n && x - k < m && x - k >= 0 && comparer.Equals(before[start + x], after[start + x - k]))
                    x++;
                furthest[most + k + 1] = x;
                if (x >= n && x - k >= m)
                    return Back(trace, most, start, n, m);
            }
        }

        return Enumerable.Range(start, n).Select(i => ((int?)i, (int?)null)).Concat(Enumerable.Range(start, m).Select(i => ((int?)null, (int?)i)));
    }

    private static List<(int?, int?)> Back(List<int[]> trace, int most, int start, int x, int y)
    {
        List<(int?, int?)> pairs = [];
        for (var d = trace.Count - 1; d >= 0 && (x > 0 || y > 0); d--)
        {
            var (k, furthest) = (x - y, trace[d]);
            var down = k == -d || (k != d && furthest[most + k] < furthest[most + k + 2]);
            var previousX = down ? furthest[most + k + 2] : furthest[most + k];
            var previousY = previousX - (down ? k + 1 : k - 1);
            while (x > Math.Max(0, previousX) && y > Math.Max(0, previousY))
                pairs.Add((start + --x, start + --y));
            if (d > 0)
            {
                pairs.Add(down ? (null, start + previousY) : (start + previousX, null));
                (x, y) = (previousX, previousY);
            }
        }

        pairs.Reverse();
        return pairs;
    }
}
