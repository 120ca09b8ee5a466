using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Benchmarks;

/// <summary>Shows measurements to people, as a table, and to programs, as JSON.</summary>
internal static class RatioReport
{
    public static void Print(IReadOnlyList<Measurement> measurements, TimeSpan elapsed)
    {
        string[][] rows =
        [
            ["name", "value", "unit", "baseline", "ratio", "target", "met?"],
            .. measurements.Select(found => new[]
            {
                found.Name, Number(found.Value), found.Unit, Number(found.Baseline), found.Ratio.ToString(found.Ratio < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture),
                found.Target.ToString(), found.Target == Target.None ? "" : found.IsMet ? "yes" : "NO",
            }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column is 0 or 2 or 6 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        Console.WriteLine(FormattableString.Invariant($"{elapsed.TotalSeconds:0} s; ratio = value / baseline, but of turn.overhead, turn.bytes, testing.turn: value / what is allowed (30 us, 14336 bytes, 1000 us), and of search.*: value / 20 ms."));
        if (FindLoad() is { } load && load > Environment.ProcessorCount + 1)
            Console.WriteLine(FormattableString.Invariant($"The machine is busy (load {load:0.0} on {Environment.ProcessorCount} cores): run again when it is not, before you trust a figure."));
    }

    /// <summary>Prints which targets were missed, and returns whether none was.</summary>
    public static bool TellMissed(IReadOnlyList<Measurement> measurements)
    {
        var missed = measurements.Where(found => !found.IsMet).ToArray();
        foreach (var found in missed)
            Console.WriteLine(FormattableString.Invariant($"missed: {found.Name}, whose ratio is {found.Ratio:0.00#} and not {found.Target}"));
        return missed.Length == 0;
    }

    public static async Task WriteJsonAsync(IReadOnlyList<Measurement> measurements, string path)
    {
        RatioRow[] rows = [.. measurements.Select(found => new RatioRow(found.Name, found.Value, found.Unit, found.Baseline, found.Ratio))];
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, rows, RatioJson.Default.RatioRowArray);
    }

    private static double? FindLoad() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null;

    private static string Number(double value) => value.ToString(value >= 1000 ? "N0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}

internal sealed record RatioRow(string Name, double Value, string Unit, double Baseline, double Ratio);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RatioRow[]))]
internal sealed partial class RatioJson : JsonSerializerContext;
