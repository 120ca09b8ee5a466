using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents what a judge said of one labelled transcript.</summary>
/// <param name="Id">The id of the transcript.</param>
/// <param name="Label">The label that a person gave.</param>
/// <param name="Verdict">The verdict of the judge: <c>pass</c>, <c>fail</c> or <c>error</c>.</param>
/// <param name="Reasoning">The reasoning of the judge, or its error; null for none.</param>
public sealed record CalibratedItem(string Id, string Label, string Verdict, string? Reasoning);

/// <summary>Represents how well a judge agrees with labels that people gave to transcripts.</summary>
public sealed record CalibrationReport
{
    /// <summary>Gets the name of the judge.</summary>
    public required string Judge { get; init; }

    /// <summary>Gets a hash of the judge: of its name, version, criterion and threshold. A judge that was changed needs another calibration.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Gets the ids of the models that answered for the judge; empty for a judge without a model.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Gets a value that indicates whether the labels are synthetic: not given by people.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>Gets who gave the labels, and when, as the file of labels says it; null when it does not.</summary>
    public string? LabelledBy { get; init; }

    /// <summary>Gets the agreement. A transcript on which the judge was in error counts as one on which they disagree.</summary>
    public required JudgeAgreement Agreement { get; init; }

    /// <summary>Gets the agreement that was asked for.</summary>
    public required CalibrationBar Bar { get; init; }

    /// <summary>Gets the verdicts, in the order of the transcripts.</summary>
    public required IReadOnlyList<CalibratedItem> Items { get; init; }

    /// <summary>Gets the reason why the judge may not decide; null when it may.</summary>
    [JsonIgnore]
    public string? WhyNot => Bar.WhyNot(this);

    /// <summary>Gets a value that indicates whether the judge may decide.</summary>
    [JsonIgnore]
    public bool MayDecide => WhyNot is null;

    /// <summary>Reads a report that <see cref="SaveAsync"/> wrote.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">The file is not a report.</exception>
    public static async Task<CalibrationReport> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync(file, JudgeJson.Default.CalibrationReport, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidDataException($"'{path}' is empty. Calibrate the judge again.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}' is not the report of a calibration. Calibrate the judge again.", error);
        }
    }

    /// <summary>Writes the report to a file, which tests read later: a calibration calls the model, and a test does not need to.</summary>
    /// <param name="path">The path of the file, which is replaced.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, JudgeJson.Default.CalibrationReport, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the report in words.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Judge}: agrees on {Agreement.Accuracy:0.###} of {Agreement.Count} {(IsSynthetic ? "synthetic labels" : "labels")}, kappa {(Agreement.Kappa is { } kappa ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kappa:0.###} ({Agreement.KappaLow:0.###} to {Agreement.KappaHigh:0.###})") : "not defined")}; {(WhyNot is { } why ? $"may not decide: {why}" : "may decide")}");
}
