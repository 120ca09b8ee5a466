using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a comparison of an amount per trial, such as its cost.</summary>
public sealed record AmountComparison
{
    /// <summary>Gets the name of the amount, with its unit, such as <c>cost (USD)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the mean of the first side.</summary>
    public required double First { get; init; }

    /// <summary>Gets the mean of the second side.</summary>
    public required double Second { get; init; }

    /// <summary>Gets the 95 % interval of the difference of the means, second minus first, by bootstrap.</summary>
    public required ConfidenceInterval Difference { get; init; }

    /// <summary>Gets a value that indicates whether trials were compared in pairs.</summary>
    public bool IsPaired { get; init; }

    /// <summary>Gets a value that indicates whether the interval of the difference excludes zero.</summary>
    public bool IsSignificant => !Difference.Contains(0);

    /// <summary>Returns the comparison as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {First:0.######}, then {Second:0.######}; {(IsSignificant ? "a significant difference" : "no significant difference")} (95 % interval of the difference {Difference.Lower:0.######} to {Difference.Upper:0.######}, bootstrap{(IsPaired ? " of pairs" : "")}).");
}
