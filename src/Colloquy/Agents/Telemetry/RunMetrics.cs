using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>What is measured of runs.</summary>
internal static class RunMetrics
{
    private static readonly UpDownCounter<long> Running = ColloquyTelemetry.Meter.CreateUpDownCounter<long>("colloquy.turns.running", "{turn}", "Turns that run in this process.");
    private static readonly Histogram<double> Waits = ColloquyTelemetry.Meter.CreateHistogram<double>("colloquy.lease.wait", "s", "How long runs waited for the right to run.");
    private static readonly Histogram<double> Turns = ColloquyTelemetry.Meter.CreateHistogram<double>("colloquy.turn.duration", "s", "How long turns took, by how they ended.");
    private static readonly Histogram<long> Entries = ColloquyTelemetry.Meter.CreateHistogram<long>("colloquy.session.entries", "{entry}", "How many entries sessions had when a turn ended.");
    private static readonly Histogram<long> Bytes = ColloquyTelemetry.Meter.CreateHistogram<long>("colloquy.session.bytes", "By", "How many bytes the payloads of sessions had when a turn ended.");
    private static readonly Histogram<double> Operations = ColloquyTelemetry.Meter.CreateHistogram<double>(OtherMeters.Duration, "s", "GenAI operation duration.");
    private static readonly Histogram<long> Tokens = ColloquyTelemetry.Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.");

    public static void Began(SessionKey key) => Running.Add(1, StoreMetrics.App(key));

    public static void Ended(SessionKey key) => Running.Add(-1, StoreMetrics.App(key));

    public static void Waited(SessionKey key, TimeSpan wait) => Waits.Record(wait.TotalSeconds, StoreMetrics.App(key));

    public static void Turned(SessionKey key, string agent, TurnEndBody end, TimeSpan duration, SessionRecord record)
    {
        if (Turns.Enabled)
            Turns.Record(duration.TotalSeconds, StoreMetrics.App(key), new("gen_ai.agent.name", agent), new("colloquy.turn.status", end.Subject));
        if (Entries.Enabled)
            Entries.Record(record.Tip.Value, StoreMetrics.App(key));
        if (Bytes.Enabled)
            Bytes.Record(record.Bytes, StoreMetrics.App(key));
    }

    /// <summary>Measures a call of a model.</summary>
    /// <param name="call">The call.</param>
    /// <param name="requested">The model that was asked for.</param>
    /// <param name="error">The type of the error; null when the call succeeded.</param>
    /// <param name="others">The meter of another client that measures the call; null for none.</param>
    public static void Called(ModelCallBody call, string? requested, string? error, string? others)
    {
        if ((!Operations.Enabled && !Tokens.Enabled) || call.FromCache || OtherMeters.IsHeard(others))
            return;

        TagList tags = [new("gen_ai.operation.name", "chat"), new("gen_ai.provider.name", call.Provider ?? "unknown"), new("gen_ai.request.model", requested), new("gen_ai.response.model", call.Model)];
        Record(call.Usage?.InputTokenCount, "input", tags);
        Record(call.Usage?.OutputTokenCount, "output", tags);
        if (error is not null)
            tags.Add("error.type", error);
        Operations.Record(call.Duration.TotalSeconds, tags);
    }

    private static void Record(long? tokens, string type, TagList tags)
    {
        if (tokens is not { } count)
            return;

        tags.Add("gen_ai.token.type", type);
        Tokens.Record(count, tags);
    }
}
