namespace Colloquy.Testing;

/// <summary>Computes the statistics of repeated trials.</summary>
public static class PassStatistics
{
    /// <summary>The quantile of the normal distribution for a two-sided confidence of 95 %.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Returns the Wilson interval of a pass rate, with a confidence of 95 %. It is within 0 and 1, and works for few trials and for rates near 0 and 1.</summary>
    /// <param name="trials">The number of trials, at least 1.</param>
    /// <param name="passed">The number of trials that passed, from 0 to <paramref name="trials"/>.</param>
    public static ConfidenceInterval WilsonInterval(int trials, int passed)
    {
        EnsureCounts(trials, passed, 1);
        double n = trials;
        var rate = passed / n;
        var scale = 1 + (Z * Z / n);
        var center = (rate + (Z * Z / (2 * n))) / scale;
        var half = Z / scale * Math.Sqrt((rate * (1 - rate) / n) + (Z * Z / (4 * n * n)));
        // At the ends the bound is exact, which rounding would miss.
        return new ConfidenceInterval(passed == 0 ? 0 : Math.Max(0, center - half), passed == trials ? 1 : Math.Min(1, center + half));
    }

    /// <summary>Returns pass@k: the probability that at least one of <paramref name="k"/> trials passes, 1 − C(n−c, k) / C(n, k).</summary>
    /// <param name="trials">The number of trials, n.</param>
    /// <param name="passed">The number of trials that passed, c.</param>
    /// <param name="k">The number of tries, at least 1.</param>
    /// <returns>The probability; null when there are fewer trials than <paramref name="k"/>, for which it is not defined.</returns>
    public static double? PassAtK(int trials, int passed, int k)
    {
        EnsureCounts(trials, passed, 0);
        return Drawn(trials, trials - passed, k) is { } noneOfThem ? 1 - noneOfThem : null;
    }

    /// <summary>Returns pass^k: the probability that all of <paramref name="k"/> trials pass, C(c, k) / C(n, k).</summary>
    /// <param name="trials">The number of trials, n.</param>
    /// <param name="passed">The number of trials that passed, c.</param>
    /// <param name="k">The number of tries, at least 1.</param>
    /// <returns>The probability; null when there are fewer trials than <paramref name="k"/>, for which it is not defined.</returns>
    public static double? PassToTheK(int trials, int passed, int k)
    {
        EnsureCounts(trials, passed, 0);
        return Drawn(trials, passed, k);
    }

    /// <summary>C(some, k) / C(all, k), as a product of fractions, so that nothing overflows.</summary>
    private static double? Drawn(int all, int some, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (all < k)
            return null;
        if (some < k)
            return 0;

        var product = 1.0;
        for (var i = 0; i < k; i++)
            product *= (double)(some - i) / (all - i);
        return product;
    }

    private static void EnsureCounts(int trials, int passed, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, least);
        ArgumentOutOfRangeException.ThrowIfNegative(passed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, trials);
    }
}
