using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a comparison of an amount per trial, such as its cost.</summary>
public sealed record AmountComparison
{
    /// <summary>The number of pairs, or of trials on each side, below which a difference is not estimated.</summary>
    public const int FewestTrials = 5;

    /// <summary>Gets the name of the amount, with its unit, such as <c>cost (USD)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the mean of the first side.</summary>
    public required double First { get; init; }

    /// <summary>Gets the mean of the second side.</summary>
    public required double Second { get; init; }

    /// <summary>Gets the number of trials of the first side.</summary>
    public required int FirstTrials { get; init; }

    /// <summary>Gets the number of trials of the second side.</summary>
    public required int SecondTrials { get; init; }

    /// <summary>Gets the 95 % interval of the difference of the means, second minus first, by bootstrap; null when a side has fewer than <see cref="FewestTrials"/> trials.</summary>
    public ConfidenceInterval? Difference { get; init; }

    /// <summary>Gets a value that indicates whether trials were compared in pairs.</summary>
    public bool IsPaired { get; init; }

    /// <summary>Gets a value that indicates whether there is an interval of the difference, and it excludes zero.</summary>
    public bool IsSignificant => Difference is { } difference && !difference.Contains(0);

    /// <summary>Returns the comparison as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {First:0.######}, then {Second:0.######}; {Verdict()}.");

    private string Verdict()
    {
        var method = IsPaired ? "bootstrap of pairs" : "bootstrap";
        return Difference is { } difference
            ? string.Create(CultureInfo.InvariantCulture, $"{(IsSignificant ? "a significant difference" : "no significant difference")} (95 % interval of the difference {difference.Lower:0.######} to {difference.Upper:0.######}, {method})")
            : IsPaired ? string.Create(CultureInfo.InvariantCulture, $"{FirstTrials} {(FirstTrials == 1 ? "pair" : "pairs")}, too few to compare ({method} needs {FewestTrials})")
            : string.Create(CultureInfo.InvariantCulture, $"{FirstTrials} and {SecondTrials} trials, too few to compare ({method} needs {FewestTrials} on each side)");
    }
}
