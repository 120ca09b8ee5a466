using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a comparison of two pass rates.</summary>
public sealed record PassComparison
{
    /// <summary>The p-value below which a difference is called significant.</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>Gets the name of the conversation; null for all together.</summary>
    public string? Conversation { get; init; }

    /// <summary>Gets the number of trials of the first side that count.</summary>
    public required int FirstTrials { get; init; }

    /// <summary>Gets how many of them passed.</summary>
    public required int FirstPassed { get; init; }

    /// <summary>Gets the number of trials of the second side that count.</summary>
    public required int SecondTrials { get; init; }

    /// <summary>Gets how many of them passed.</summary>
    public required int SecondPassed { get; init; }

    /// <summary>Gets a value that indicates whether trials were compared in pairs, by McNemar's exact test; otherwise by Fisher's.</summary>
    public bool IsPaired { get; init; }

    /// <summary>Gets the two-sided p-value; null when a side has no trial that counts.</summary>
    public double? PValue { get; init; }

    /// <summary>Gets a value that indicates whether the difference is significant at <see cref="SignificanceLevel"/>.</summary>
    public bool IsSignificant => PValue < SignificanceLevel;

    /// <summary>Gets the difference of the pass rates, second minus first; null when a side has no trial that counts.</summary>
    public double? Difference => FirstTrials == 0 || SecondTrials == 0 ? null : ((double)SecondPassed / SecondTrials) - ((double)FirstPassed / FirstTrials);

    /// <summary>Returns the comparison as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Conversation ?? "All conversations"}: {FirstPassed} of {FirstTrials} passed, then {SecondPassed} of {SecondTrials}; {(PValue is { } p ? $"{(IsSignificant ? "a significant difference" : "no significant difference")} ({(IsPaired ? "McNemar's" : "Fisher's")} exact test, p = {p:0.0000})" : "a side has no trial that counts, so nothing can be said")}.");
}
