namespace Colloquy.Testing;

/// <summary>Estimates differences of means by drawing samples again and again.</summary>
public static class Bootstrap
{
    private const int MostDraws = 20_000_000;
    private const int Samples = 10_000;

    /// <summary>Returns the 95 % interval of the mean of differences between pairs.</summary>
    /// <param name="differences">The differences, second minus first; at least one.</param>
    /// <param name="seed">The seed of the random numbers: the same seed gives the same interval.</param>
    public static ConfidenceInterval MeanOf(IReadOnlyList<double> differences, int seed)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfZero(differences.Count);
        var random = new Random(seed);
        return Interval(SamplesFor(differences.Count), () => Draw(differences, random));
    }

    /// <summary>Returns the 95 % interval of the difference of two means, second minus first.</summary>
    /// <param name="first">The first values; at least one.</param>
    /// <param name="second">The second values; at least one.</param>
    /// <param name="seed">The seed of the random numbers: the same seed gives the same interval.</param>
    public static ConfidenceInterval DifferenceOfMeans(IReadOnlyList<double> first, IReadOnlyList<double> second, int seed)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfZero(first.Count);
        ArgumentOutOfRangeException.ThrowIfZero(second.Count);
        var random = new Random(seed);
        return Interval(SamplesFor(first.Count + second.Count), () => Draw(second, random) - Draw(first, random));
    }

    private static int SamplesFor(int values) => Math.Clamp(MostDraws / values, 1000, Samples);

    private static ConfidenceInterval Interval(int samples, Func<double> draw)
    {
        var means = new double[samples];
        for (var i = 0; i < samples; i++)
            means[i] = draw();
        Array.Sort(means);
        return new ConfidenceInterval(means[(int)(0.025 * (samples - 1))], means[(int)Math.Ceiling(0.975 * (samples - 1))]);
    }

    private static double Draw(IReadOnlyList<double> values, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Count; i++)
            sum += values[random.Next(values.Count)];
        return sum / values.Count;
    }
}
