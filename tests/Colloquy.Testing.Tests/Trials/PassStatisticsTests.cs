using System.Numerics;

namespace Colloquy.Testing.Tests.Trials;

public sealed class PassStatisticsTests
{
    // The values of Agresti & Coull's interval calculators and of statsmodels' proportion_confint(method="wilson").
    [Theory]
    [InlineData(10, 8, 0.4901625, 0.9433178)]
    [InlineData(10, 5, 0.2365931, 0.7634069)]
    [InlineData(10, 0, 0, 0.2775328)]
    [InlineData(10, 10, 0.7224672, 1)]
    [InlineData(1, 1, 0.2065493, 1)]
    [InlineData(100, 90, 0.8256343, 0.9447708)]
    public void The_wilson_interval_has_known_values(int trials, int passed, double lower, double upper)
    {
        var interval = PassStatistics.WilsonInterval(trials, passed);

        Assert.Equal(lower, interval.Lower, 6);
        Assert.Equal(upper, interval.Upper, 6);
    }

    [Theory]
    [InlineData(5, 4, 1, 0.8)]
    [InlineData(5, 4, 2, 1)]
    [InlineData(10, 3, 5, 0.9166666667)]
    [InlineData(5, 0, 3, 0)]
    public void Pass_at_k_has_known_values(int trials, int passed, int k, double expected) => Assert.Equal(expected, PassStatistics.PassAtK(trials, passed, k)!.Value, 9);

    [Theory]
    [InlineData(5, 4, 1, 0.8)]
    [InlineData(5, 4, 2, 0.6)]
    [InlineData(5, 4, 5, 0)]
    [InlineData(5, 5, 5, 1)]
    [InlineData(10, 8, 3, 0.4666666667)]
    public void Pass_to_the_k_has_known_values(int trials, int passed, int k, double expected) => Assert.Equal(expected, PassStatistics.PassToTheK(trials, passed, k)!.Value, 9);

    [Fact]
    public void Neither_is_defined_for_fewer_trials_than_k()
    {
        Assert.Null(PassStatistics.PassAtK(4, 4, 5));
        Assert.Null(PassStatistics.PassToTheK(4, 4, 5));
    }

    [Theory]
    [InlineData(10_000, 9_000, 5_000)]
    [InlineData(10_000, 9_999, 10)]
    [InlineData(10_000, 5_000, 7)]
    [InlineData(10_000, 10_000, 10_000)]
    [InlineData(9_999, 9_990, 900)]
    public void Ten_thousand_trials_are_computed_as_exact_numbers_are(int trials, int passed, int k)
    {
        var all = Choose(trials, k);

        AssertNear(Choose(passed, k), all, PassStatistics.PassToTheK(trials, passed, k)!.Value);
        AssertNear(all - Choose(trials - passed, k), all, PassStatistics.PassAtK(trials, passed, k)!.Value);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(3, 4, 1)]
    [InlineData(3, -1, 1)]
    [InlineData(3, 3, 0)]
    public void Impossible_counts_are_refused(int trials, int passed, int k)
    {
        if (trials != 0)
            Assert.Throws<ArgumentOutOfRangeException>(() => PassStatistics.PassAtK(trials, passed, k));
        else
            Assert.Throws<ArgumentOutOfRangeException>(() => PassStatistics.WilsonInterval(trials, passed));
    }

    private static void AssertNear(BigInteger some, BigInteger all, double actual)
    {
        // As a fraction of 10^18, which a double divides without loss that matters here.
        var expected = (double)(some * BigInteger.Pow(10, 18) / all) / 1e18;
        Assert.InRange(Math.Abs(actual - expected), 0, 1e-10);
    }

    private static BigInteger Choose(int n, int k)
    {
        if (k > n)
            return BigInteger.Zero;

        var result = BigInteger.One;
        for (var i = 1; i <= k; i++)
            result = result * (n - k + i) / i;
        return result;
    }
}
