namespace Colloquy.Testing;

/// <summary>Represents an interval that contains the true value with a confidence of 95 %.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    /// <summary>Returns whether a value is within the interval, bounds included.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => value >= Lower && value <= Upper;

    /// <summary>Returns the interval in the invariant culture, such as <c>0.49 to 0.94</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Lower:0.00##} to {Upper:0.00##}");
}
