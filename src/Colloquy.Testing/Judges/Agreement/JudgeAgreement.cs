using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents how often one label was answered by one verdict.</summary>
/// <param name="Label">The label that a person gave.</param>
/// <param name="Verdict">The verdict of the judge.</param>
/// <param name="Count">The number of transcripts.</param>
public sealed record ConfusionCount(string Label, string Verdict, int Count);

/// <summary>Represents how well a judge finds one class.</summary>
/// <param name="Name">The label.</param>
/// <param name="Labelled">The number of transcripts that people gave this label.</param>
/// <param name="Judged">The number of transcripts that the judge gave it.</param>
/// <param name="Both">The number of transcripts that both gave it.</param>
public sealed record ClassAgreement(string Name, int Labelled, int Judged, int Both)
{
    /// <summary>Gets the share of the judge's verdicts of this class that are right, from 0 to 1; null when it gave none.</summary>
    [JsonIgnore]
    public double? Precision => Judged == 0 ? null : (double)Both / Judged;

    /// <summary>Gets the share of the transcripts of this class that the judge found, from 0 to 1; null when there are none.</summary>
    [JsonIgnore]
    public double? Recall => Labelled == 0 ? null : (double)Both / Labelled;
}

/// <summary>Represents the agreement of a judge with labels that people gave.</summary>
/// <remarks>Cohen's kappa is the agreement beyond what the two would have by chance; its interval is from the large-sample standard error of Fleiss, Cohen and Everitt (1969).</remarks>
public sealed record JudgeAgreement
{
    private const double NormalQuantile = 1.959963984540054;

    /// <summary>Gets the number of transcripts.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the share of transcripts on which judge and label agree, from 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Gets Cohen's kappa, from -1 to 1; null where it is not defined, because all labels and verdicts are of one class.</summary>
    public double? Kappa { get; init; }

    /// <summary>Gets the lower end of the 95 % interval of kappa; null where kappa is not defined.</summary>
    public double? KappaLow { get; init; }

    /// <summary>Gets the upper end of the 95 % interval of kappa; null where kappa is not defined.</summary>
    public double? KappaHigh { get; init; }

    /// <summary>Gets the confusion table: each pair of label and verdict that occurs, by label.</summary>
    public required IReadOnlyList<ConfusionCount> Confusion { get; init; }

    /// <summary>Gets the agreement on each class.</summary>
    public required IReadOnlyList<ClassAgreement> Classes { get; init; }

    /// <summary>Computes the agreement.</summary>
    /// <param name="pairs">For each transcript, the label of a person and the verdict of the judge; at least one.</param>
    public static JudgeAgreement Compute(IEnumerable<(string Label, string Verdict)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        IReadOnlyList<(string Label, string Verdict)> all = [.. pairs];
        if (all.Count == 0)
            throw new ArgumentException("There is no transcript to compare.", nameof(pairs));

        IReadOnlyList<string> names = [.. all.SelectMany(pair => new[] { pair.Label, pair.Verdict }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var share = new double[names.Count, names.Count];
        foreach (var (label, verdict) in all)
            share[IndexOf(label), IndexOf(verdict)] += 1.0 / all.Count;

        var (observed, kappa, error) = Kappas(share, all.Count);
        return new JudgeAgreement
        {
            Count = all.Count,
            Accuracy = (double)all.Count(pair => pair.Label == pair.Verdict) / all.Count,
            Kappa = kappa,
            KappaLow = kappa is null ? null : Math.Max(-1, kappa.Value - NormalQuantile * error),
            KappaHigh = kappa is null ? null : Math.Min(1, kappa.Value + NormalQuantile * error),
            Confusion = [.. all.GroupBy(pair => pair).Select(group => new ConfusionCount(group.Key.Label, group.Key.Verdict, group.Count())).OrderBy(count => count.Label, StringComparer.Ordinal).ThenBy(count => count.Verdict, StringComparer.Ordinal)],
            Classes = [.. names.Select(name => new ClassAgreement(name, all.Count(pair => pair.Label == name), all.Count(pair => pair.Verdict == name), all.Count(pair => pair.Label == name && pair.Verdict == name)))],
        };

        int IndexOf(string name) => names.Index().First(each => each.Item == name).Index;
    }

    private static (double Observed, double? Kappa, double Error) Kappas(double[,] share, int count)
    {
        var size = share.GetLength(0);
        double[] rows = [.. Enumerable.Range(0, size).Select(row => Enumerable.Range(0, size).Sum(column => share[row, column]))];
        double[] columns = [.. Enumerable.Range(0, size).Select(column => Enumerable.Range(0, size).Sum(row => share[row, column]))];
        var observed = Enumerable.Range(0, size).Sum(index => share[index, index]);
        var chance = Enumerable.Range(0, size).Sum(index => rows[index] * columns[index]);
        if (1 - chance < 1e-12)
            return (observed, null, 0);

        var kappa = (observed - chance) / (1 - chance);
        double same = 0, other = 0;
        for (var row = 0; row < size; row++)
        {
            same += share[row, row] * Square(1 - chance - (rows[row] + columns[row]) * (1 - observed));
            for (var column = 0; column < size; column++)
                other += row == column ? 0 : share[row, column] * Square(columns[row] + rows[column]);
        }

        var variance = (same + Square(1 - observed) * other - Square(observed * chance - 2 * chance + observed)) / (count * Square(Square(1 - chance)));
        return (observed, kappa, Math.Sqrt(Math.Max(0, variance)));
    }

    private static double Square(double value) => value * value;
}
