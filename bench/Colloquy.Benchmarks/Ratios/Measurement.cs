namespace Colloquy.Benchmarks;

/// <summary>One figure, beside the one that it is compared with.</summary>
/// <param name="Name">The measure's name, which does not change.</param>
/// <param name="Value">What was measured of Colloquy, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit of value and baseline.</param>
/// <param name="Baseline">What was measured of the other side in the same rounds, in <paramref name="Unit"/>.</param>
/// <param name="Ratio">Value over baseline; of <c>turn.*</c> and <c>testing.*</c>, value over what is allowed.</param>
/// <param name="Target">What the ratio shall be.</param>
internal sealed record Measurement(string Name, double Value, string Unit, double Baseline, double Ratio, Target Target)
{
    public bool IsMet => Target.IsMetBy(Ratio);

    public static Measurement Of(string name, double value, string unit, double baseline, Target target) =>
        new(name, value, unit, baseline, value / baseline, target);
}

/// <summary>A bound on a ratio.</summary>
internal readonly record struct Target(double Bound, bool AtLeast)
{
    public static Target Min(double bound) => new(bound, AtLeast: true);

    public static Target Max(double bound) => new(bound, AtLeast: false);

    /// <summary>No bound: the figure is shown beside others.</summary>
    public static Target None { get; } = Max(double.PositiveInfinity);

    public bool IsMetBy(double ratio) => AtLeast ? ratio >= Bound : ratio <= Bound;

    public override string ToString() => double.IsInfinity(Bound) ? "none" : FormattableString.Invariant($"{(AtLeast ? ">=" : "<=")} {Bound:0.0#}");
}
