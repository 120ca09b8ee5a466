using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents the value from which a metric passes, with a margin in which it is too close to decide.</summary>
/// <remarks>A value within the margin on either side of the threshold is an error of the check: neither passed nor failed.</remarks>
public sealed record JudgeThreshold
{
    private const double Rounding = 1e-9;

    /// <summary>Initializes a threshold.</summary>
    /// <param name="atLeast">The lowest value that passes.</param>
    /// <param name="margin">The distance from the threshold within which the value does not decide; 0 or more.</param>
    /// <param name="minimum">The lowest value of the metric's scale.</param>
    /// <param name="maximum">The highest value of the metric's scale.</param>
    public JudgeThreshold(double atLeast, double margin = 0, double minimum = 0, double maximum = 1)
    {
        if (!(minimum < maximum))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The highest value of a scale is above the lowest.");
        if (!(margin >= 0))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "A margin is 0 or more.");
        if (!(atLeast >= minimum && atLeast + margin <= maximum + Rounding))
            throw new ArgumentOutOfRangeException(nameof(atLeast), atLeast, "A threshold is within the scale of its metric, and so is the threshold with its margin, else nothing passes.");
        (AtLeast, Margin, Minimum, Maximum) = (atLeast, margin, minimum, maximum);
    }

    /// <summary>Gets the lowest value that passes.</summary>
    public double AtLeast { get; }

    /// <summary>Gets the distance from the threshold within which the value does not decide.</summary>
    public double Margin { get; }

    /// <summary>Gets the lowest value of the metric's scale.</summary>
    public double Minimum { get; }

    /// <summary>Gets the highest value of the metric's scale.</summary>
    public double Maximum { get; }

    /// <summary>Returns a threshold on the scale from 0 to 1, without a margin.</summary>
    /// <param name="atLeast">The lowest score that passes, from 0 to 1.</param>
    public static implicit operator JudgeThreshold(double atLeast) => new(atLeast);

    /// <summary>Returns a threshold on the scale from 0 to 1, without a margin.</summary>
    /// <param name="atLeast">The lowest score that passes, from 0 to 1.</param>
    public static JudgeThreshold FromDouble(double atLeast) => new(atLeast);

    /// <summary>Returns the threshold in words.</summary>
    public override string ToString() => $"at least {Text(AtLeast)}{(Margin > 0 ? $" with a margin of {Text(Margin)}" : "")}{((Minimum, Maximum) == (0, 1) ? "" : $" on a scale from {Text(Minimum)} to {Text(Maximum)}")}";

    internal static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    internal double ToScore(double value) => Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1);

    /// <summary>Decides on a value; with an error, says why it does not.</summary>
    internal (CheckOutcome Outcome, string? Error) Decide(double value)
    {
        if (!double.IsFinite(value) || value < Minimum - Rounding || value > Maximum + Rounding)
            return (CheckOutcome.Error, $"The value {value.ToString(CultureInfo.InvariantCulture)} is not on the scale from {Text(Minimum)} to {Text(Maximum)}.");
        if (Margin > 0 && Math.Abs(value - AtLeast) < Margin - Rounding)
            return (CheckOutcome.Error, $"The value {Text(value)} is within {Text(Margin)} of the threshold {Text(AtLeast)}, which is too close to decide. Ask several judges, say the criterion more clearly, or move the threshold.");
        return (value >= AtLeast - Rounding ? CheckOutcome.Passed : CheckOutcome.Failed, null);
    }
}
