using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>Finds out whether somebody listens to the meter of another client, which measures the same calls: instruments of one name count together on most dashboards.</summary>
internal static class OtherMeters
{
    /// <summary>The metric of calls in the semantic conventions.</summary>
    public const string Duration = "gen_ai.client.operation.duration";

    private static readonly ConcurrentDictionary<string, Histogram<double>> Probes = new(StringComparer.Ordinal);

    /// <summary>Whether somebody listens to the calls that a meter measures.</summary>
    /// <remarks>An instrument of the same meter and name, on which nothing is recorded, is listened to by whoever listens to the other.</remarks>
    public static bool IsHeard(string? meter) => meter is not null && Probes.GetOrAdd(meter, static name => new Meter(name).CreateHistogram<double>(Duration, "s")).Enabled;
}
