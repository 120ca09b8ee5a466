using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>Determines whether the meter of another client, which measures the same calls, has listeners. Most dashboards add up instruments of one name, so each call is measured once.</summary>
internal static class OtherMeters
{
    /// <summary>The metric of calls in the semantic conventions.</summary>
    public const string Duration = "gen_ai.client.operation.duration";

    private static readonly ConcurrentDictionary<string, Histogram<double>> Probes = new(StringComparer.Ordinal);

    /// <summary>Returns whether the calls that a meter measures have listeners.</summary>
    /// <remarks>Listeners choose by the names of meter and instrument, so an instrument of the same names, on which nothing is recorded, is enabled when the other is.</remarks>
    public static bool IsHeard(string? meter) => meter is not null && Probes.GetOrAdd(meter, static name => new Meter(name).CreateHistogram<double>(Duration, "s")).Enabled;
}
