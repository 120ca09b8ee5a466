using System.Diagnostics;

namespace Colloquy.Benchmarks;

/// <summary>Runs measures one after the other, prints what they found, and tells whether a target was missed.</summary>
internal static class MeasureRun
{
    public static async Task<(IReadOnlyList<Measurement> Found, int ExitCode)> RunAsync(RatioOptions options, (string Prefix, Func<Task<IReadOnlyList<Measurement>>> MeasureAsync)[] measures)
    {
        var start = Stopwatch.GetTimestamp();
        List<Measurement> found = [];
        foreach (var (prefix, measureAsync) in measures)
        {
            if (!prefix.StartsWith(options.Only, StringComparison.Ordinal))
                continue;

            await Console.Error.WriteLineAsync($"measuring {prefix} ...");
            found.AddRange(await measureAsync());
        }

        RatioReport.Print(found, Stopwatch.GetElapsedTime(start));
        if (options.JsonPath is { } path)
            await RatioReport.WriteJsonAsync(found, path);
        return (found, options.Check && !RatioReport.TellMissed(found) ? 1 : 0);
    }
}
