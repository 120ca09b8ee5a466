namespace Colloquy.Testing.Tests.Trials;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(10, 2, 0.03857421875)]
    [InlineData(6, 0, 0.03125)]
    [InlineData(5, 0, 0.0625)]
    [InlineData(0, 0, 1)]
    [InlineData(7, 7, 1)]
    [InlineData(121, 59, 4.434444e-06)]
    public void McNemars_test_has_known_values(int first, int second, double p) => Assert.Equal(p, ExactTests.McNemar(first, second), 9);

    // Fisher's tea, and the values of R's fisher.test.
    [Theory]
    [InlineData(4, 3, 4, 1, 0.4857142857)]
    [InlineData(10, 1, 14, 11, 0.0027594562)]
    [InlineData(10, 10, 10, 10, 1)]
    [InlineData(20, 18, 20, 10, 0.0138141)]
    public void Fishers_test_has_known_values(int firstTrials, int firstPassed, int secondTrials, int secondPassed, double p) => Assert.Equal(p, ExactTests.Fisher(firstTrials, firstPassed, secondTrials, secondPassed), 6);

    [Fact]
    public void Ten_thousand_trials_can_be_compared()
    {
        Assert.Equal(1, ExactTests.Fisher(10_000, 9_000, 10_000, 9_000), 6);
        Assert.InRange(ExactTests.Fisher(10_000, 9_000, 10_000, 9_200), 0, 1e-5);
        Assert.InRange(ExactTests.McNemar(5_000, 5_300), 0.001, 0.01);
    }

    [Fact]
    public void The_same_conversations_are_compared_in_pairs()
    {
        // Of 20 conversations, 10 pass with the second agent only, 2 with the first only.
        var first = Enumerable.Range(1, 20).Select(i => Result($"c{i}", "a", i <= 6)).ToList();
        var second = Enumerable.Range(1, 20).Select(i => Result($"c{i}", "b", i is <= 4 or > 10)).ToList();

        var comparison = TrialComparison.Of(first, second);

        Assert.True(comparison.Overall.IsPaired);
        Assert.Equal(ExactTests.McNemar(2, 10), comparison.Overall.PValue);
        Assert.True(comparison.Overall.IsSignificant);
        Assert.StartsWith("All conversations: 6 of 20 passed, then 14 of 20; a significant difference (McNemar's exact test, p = 0.0386).", comparison.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_numbers_of_trials_are_compared_as_wholes()
    {
        var comparison = TrialComparison.Of([Result("trip", null, [.. Enumerable.Repeat(true, 3), false])], [Result("trip", null, true, false, false, false, false)]);

        Assert.False(comparison.Overall.IsPaired);
        Assert.Equal(ExactTests.Fisher(4, 3, 5, 1), comparison.Overall.PValue);
        Assert.False(comparison.Overall.IsSignificant);
        Assert.Equal(comparison.Overall.PValue, Assert.Single(comparison.Conversations).PValue);
    }

    [Fact]
    public void Invalid_trials_are_in_no_pair()
    {
        var second = Result("trip", null, true, true, true);
        var comparison = TrialComparison.Of([Result("trip", null, true, false, true)], [second with { Trials = [second.Trials[0], second.Trials[1], second.Trials[2] with { Outcome = TrialOutcome.Invalid }] }]);

        Assert.Equal((2, 2), (comparison.Overall.FirstTrials, comparison.Overall.SecondTrials));
    }

    [Fact]
    public void Costs_and_durations_are_compared_by_a_bootstrap_with_a_seed()
    {
        var random = new Random(4711);
        var first = Amounts(() => 0.10m + (decimal)(random.NextDouble() * 0.02), 30);
        var dearer = Amounts(() => 0.12m + (decimal)(random.NextDouble() * 0.02), 30);
        var same = Amounts(() => 0.10m + (decimal)(random.NextDouble() * 0.02), 31);

        var paired = TrialComparison.Of([first], [dearer], seed: 7);
        var again = TrialComparison.Of([first], [dearer], seed: 7);
        var unpaired = TrialComparison.Of([first], [same], seed: 7);

        Assert.True(paired.Cost!.IsSignificant);
        Assert.True(paired.Cost.IsPaired);
        Assert.True(paired.Cost.Difference!.Value.Contains(paired.Cost.Second - paired.Cost.First));
        Assert.Equal((paired.Cost, paired.Duration), (again.Cost, again.Duration));
        Assert.Equal(7, paired.Seed);
        Assert.False(unpaired.Cost!.IsSignificant);
        Assert.False(unpaired.Cost.IsPaired);
    }

    [Theory]
    [InlineData(1, 1, "bootstrap of pairs", "1 pair")]
    [InlineData(4, 4, "bootstrap of pairs", "4 pairs")]
    [InlineData(6, 4, "bootstrap", "6 and 4 trials")]
    public void Too_few_trials_show_no_difference_of_an_amount(int first, int second, string method, string count)
    {
        var comparison = TrialComparison.Of([Amounts(() => 0.006079m, first)], [Amounts(() => 0.152934m, second)]);

        var cost = comparison.Cost!;
        Assert.Equal((false, (ConfidenceInterval?)null), (cost.IsSignificant, cost.Difference));
        Assert.Equal($"cost (USD): 0.006079, then 0.152934; {count}, too few to compare ({method} needs 5{(first == second ? "" : " on each side")}).", cost.ToString());
    }

    [Fact]
    public void Five_pairs_show_a_difference_of_an_amount() =>
        Assert.True(TrialComparison.Of([Amounts(() => 0.1m, 5)], [Amounts(() => 0.2m, 5)]).Cost!.IsSignificant);

    [Fact]
    public void The_bootstrap_finds_the_interval_of_a_known_distribution()
    {
        // The mean of 400 values of a uniform distribution has a standard error of 0.2887 / 20.
        var random = new Random(1);
        List<double> values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];

        var interval = Bootstrap.MeanOf(values, seed: 1);

        Assert.Equal(2 * 1.96 * 0.2887 / 20, interval.Upper - interval.Lower, 2);
        Assert.Equal(new ConfidenceInterval(2, 2), Bootstrap.MeanOf([2, 2, 2], seed: 1));
    }

    [Fact]
    public void A_cost_that_is_not_known_is_not_compared()
    {
        var first = Result("trip", null, true, true);

        var comparison = TrialComparison.Of([first with { Trials = [first.Trials[0], first.Trials[1] with { Cost = null }] }], [first]);

        Assert.Null(comparison.Cost);
        Assert.NotNull(comparison.Duration);
    }

    [Fact]
    public void Two_results_of_one_conversation_are_refused() =>
        Assert.Throws<ArgumentException>(() => TrialComparison.Of([Result("trip", null, true), Result("trip", null, true)], []));

    private static TrialsResult Result(string name, string? variant, params bool[] passed) => new()
    {
        Name = name,
        Variant = variant,
        Trials = [.. passed.Select((one, i) => new Trial { Number = i + 1, Outcome = one ? TrialOutcome.Passed : TrialOutcome.Failed, Cost = 0.1m, Duration = TimeSpan.FromSeconds(1) })],
    };

    private static TrialsResult Amounts(Func<decimal> cost, int count) => new()
    {
        Name = "trip",
        Trials = [.. Enumerable.Range(1, count).Select(i => new Trial { Number = i, Outcome = TrialOutcome.Passed, Cost = cost(), Duration = TimeSpan.FromSeconds(1) })],
    };
}
