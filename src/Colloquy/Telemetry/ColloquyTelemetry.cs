using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>Provides the names of the sources of traces and metrics.</summary>
/// <remarks>
/// Spans and their attributes follow the OpenTelemetry semantic conventions for generative AI, version 1.41, which are not stable yet
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/); names that they do not define begin with <c>colloquy.</c>. They contain no content of messages.
/// </remarks>
public static class ColloquyTelemetry
{
    /// <summary>The name of the source of spans: one for each run of an agent, model call and tool call.</summary>
    public const string ActivitySourceName = "Colloquy";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Colloquy";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    internal static Meter Meter { get; } = new(MeterName);
}
