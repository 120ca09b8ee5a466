using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents what a number of trials has to reach.</summary>
public sealed record TrialRule
{
    /// <summary>Gets the lowest pass rate, from 0 to 1.</summary>
    /// <value>The default is 1: every trial that counts passes.</value>
    public double MinimumPassRate { get; init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A pass rate is from 0 to 1."); } = 1;

    /// <summary>Gets a value that indicates whether the lower bound of the Wilson interval has to reach the rate, rather than the rate itself: the stricter rule, which few trials cannot meet.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ByLowerBound { get; init; }

    /// <summary>Gets the highest number of invalid trials. More of them make the outcome an error.</summary>
    /// <value>The default is null: a fifth of the trials, rounded down.</value>
    public int? MaximumInvalid { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of trials is at least 0."); }

    internal bool IsMet(int counted, int passed) =>
        counted > 0 && (ByLowerBound ? PassStatistics.WilsonInterval(counted, passed).Lower : (double)passed / counted) >= MinimumPassRate;

    internal int InvalidLimit(int trials) => MaximumInvalid ?? trials / 5;

    /// <summary>What the rest cannot change: true or false for an outcome that is certain, null for one that is open.</summary>
    internal bool? DecideEarly(int counted, int passed, int left) =>
        left == 0 ? null
            : IsMet(counted + left, passed) && IsMet(counted, passed) ? true
            : !IsMet(counted + left, passed + left) && !IsMet(counted, passed) ? false
            : null;

    /// <summary>What the interval says already, although the rest could change it.</summary>
    internal bool? DecideByInterval(int counted, int passed)
    {
        if (counted == 0)
            return null;

        var interval = PassStatistics.WilsonInterval(counted, passed);
        return interval.Lower >= MinimumPassRate ? true : interval.Upper < MinimumPassRate ? false : null;
    }

    /// <summary>Returns the rule as a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(ByLowerBound ? "The lower bound of the interval" : "The pass rate")} must be at least {MinimumPassRate:0.##%}.");
}
