using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>The names under which traces and metrics are to be had.</summary>
/// <remarks>
/// Spans and their attributes follow the OpenTelemetry semantic conventions for generative AI, version 1.41, which are not stable yet
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/); what they have no name for begins with <c>colloquy.</c>. No content of messages is in them.
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
