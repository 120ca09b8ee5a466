using System.Diagnostics;

namespace Colloquy.Benchmarks;

/// <summary>Runs the measures one after the other, and prints what they found.</summary>
internal static class RatioRun
{
    public static async Task RunAsync(RatioOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        using var scratch = new ScratchFolder();
        var fixtures = await FixtureFolder.OpenAsync(scratch);
        List<Measurement> found = [];
        foreach (var (prefix, measure) in Measures(Effort.Of(options.Quick), scratch, fixtures))
        {
            if (!prefix.StartsWith(options.Only, StringComparison.Ordinal))
                continue;

            await Console.Error.WriteLineAsync($"measuring {prefix} ...");
            found.AddRange(await measure());
        }

        RatioReport.Print(found, Stopwatch.GetElapsedTime(start));
        if (options.JsonPath is { } path)
            await RatioReport.WriteJsonAsync(found, path);
    }

    private static (string Prefix, Func<Task<IReadOnlyList<Measurement>>> Measure)[] Measures(Effort effort, ScratchFolder scratch, FixtureFolder fixtures) =>
    [
        ("turn", () => TurnMeasure.RunAsync(effort)),
        ("append", () => AppendMeasure.RunAsync(scratch, effort)),
        ("add", () => ConcurrencyMeasure.AddAsync(scratch, effort)),
        ("run", () => ConcurrencyMeasure.RunAsync(scratch, effort)),
        ("tail20", () => TailMeasure.RunAsync(fixtures, effort)),
        ("window", () => WindowMeasure.RunAsync(fixtures, effort)),
        ("prompt", PrefixMeasure.RunAsync),
        ("branch", () => BranchMeasure.RunAsync(scratch, fixtures, effort)),
        ("search", () => SearchMeasure.RunAsync(fixtures, effort)),
        ("readall", () => ReadAllMeasure.RunAsync(fixtures, effort)),
    ];
}
