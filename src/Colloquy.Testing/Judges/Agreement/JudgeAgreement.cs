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
        var counts = new int[names.Count, names.Count];
        foreach (var (label, verdict) in all)
            counts[IndexOf(label), IndexOf(verdict)]++;

        var (kappa, error) = ComputeKappa(counts, all.Count);
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

    private static (double? Kappa, double Error) ComputeKappa(int[,] counts, long count)
    {
        var size = counts.GetLength(0);
        long[] rows = [.. Enumerable.Range(0, size).Select(row => Enumerable.Range(0, size).Sum(column => (long)counts[row, column]))];
        long[] columns = [.. Enumerable.Range(0, size).Select(column => Enumerable.Range(0, size).Sum(row => (long)counts[row, column]))];

        // In whole numbers as long as possible, so that a kappa of exactly 0.6 clears a bar of 0.6.
        var same = Enumerable.Range(0, size).Sum(index => (long)counts[index, index]);
        var byChance = Enumerable.Range(0, size).Sum(index => rows[index] * columns[index]);
        if (byChance == count * count)
            return (null, 0);

        var kappa = (double)(same * count - byChance) / (count * count - byChance);
        var (observed, chance) = ((double)same / count, (double)byChance / (count * count));
        double diagonal = 0, others = 0;
        for (var row = 0; row < size; row++)
        {
            diagonal += (double)counts[row, row] / count * Square(1 - chance - (double)(rows[row] + columns[row]) / count * (1 - observed));
            for (var column = 0; column < size; column++)
                others += row == column ? 0 : (double)counts[row, column] / count * Square((double)(columns[row] + rows[column]) / count);
        }

        var variance = (diagonal + Square(1 - observed) * others - Square(observed * chance - 2 * chance + observed)) / (count * Square(Square(1 - chance)));
        return (kappa, Math.Sqrt(Math.Max(0, variance)));
    }

    private static double Square(double value) => value * value;
}
