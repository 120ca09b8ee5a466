using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>What is measured of the history that is kept between turns.</summary>
internal static class HistoryMetrics
{
    private static readonly Counter<long> Turns = ColloquyTelemetry.Meter.CreateCounter<long>("colloquy.history.turns", "{turn}", "Turns that looked for the history that was kept of their session.");
    private static readonly Counter<long> Windows = ColloquyTelemetry.Meter.CreateCounter<long>("colloquy.history.windows", "{window}", "Windows that were built where history is kept.");
    private static readonly UpDownCounter<long> Bytes = ColloquyTelemetry.Meter.CreateUpDownCounter<long>("colloquy.history.bytes", "By", "About how many bytes of history are kept.");

    public static void Kept(long bytes) => Bytes.Add(bytes);

    /// <summary>Counts a window.</summary>
    /// <param name="key">The session.</param>
    /// <param name="isContinued">Whether it went on from that of an earlier turn or step; else it was built from all messages that it may show.</param>
    public static void Built(SessionKey key, bool isContinued)
    {
        if (Windows.Enabled)
            Windows.Add(1, StoreMetrics.App(key), new KeyValuePair<string, object?>("colloquy.history.window", isContinued ? "continued" : "built"));
    }

    /// <summary>Counts a turn.</summary>
    /// <param name="key">The session.</param>
    /// <param name="isHit">Whether what was kept was used.</param>
    /// <param name="cause">Why it was not; or how it was brought to where the session is.</param>
    public static void Looked(SessionKey key, bool isHit, string cause)
    {
        if (Turns.Enabled)
            Turns.Add(1, StoreMetrics.App(key), new KeyValuePair<string, object?>("colloquy.history.result", isHit ? "hit" : "miss"), new KeyValuePair<string, object?>("colloquy.history.cause", cause));
    }
}
