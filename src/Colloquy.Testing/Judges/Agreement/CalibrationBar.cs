namespace Colloquy.Testing;

/// <summary>Represents the agreement with people from which a judge may decide.</summary>
public sealed record CalibrationBar
{
    /// <summary>Gets the lowest kappa, from -1 to 1; null for any.</summary>
    /// <value>The default is 0.6.</value>
    public double? Kappa { get; init; } = 0.6;

    /// <summary>Gets the lowest share of transcripts on which judge and label agree, from 0 to 1; null for any.</summary>
    /// <value>The default is 0.8.</value>
    public double? Accuracy { get; init; } = 0.8;

    /// <summary>Gets the lowest number of labelled transcripts.</summary>
    /// <value>The default is 20.</value>
    public int Count { get; init; } = 20;

    /// <summary>Gets a value that indicates whether synthetic labels count.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AcceptsSyntheticLabels { get; init; }

    internal string? WhyNot(CalibrationReport report) => this switch
    {
        { AcceptsSyntheticLabels: false } when report.IsSynthetic => "its labels are synthetic; let people label transcripts",
        _ when report.Agreement.Count < Count => $"it was compared with {report.Agreement.Count} labelled transcripts, and needs {Count}",
        { Accuracy: { } accuracy } when report.Agreement.Accuracy < accuracy => $"it agrees on {Text(report.Agreement.Accuracy)} of the transcripts, and needs {Text(accuracy)}",
        { Kappa: not null } when report.Agreement.Kappa is null => "its kappa is not defined, because all labels and verdicts are of one class; add transcripts of the other class",
        { Kappa: { } kappa } when report.Agreement.Kappa < kappa => $"its kappa is {Text(report.Agreement.Kappa.Value)}, and needs {Text(kappa)}",
        _ => null,
    };

    private static string Text(double value) => value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
