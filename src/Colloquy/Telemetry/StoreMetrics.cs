using System.Diagnostics.Metrics;

namespace Colloquy;

/// <summary>What is measured where logs are written.</summary>
internal static class StoreMetrics
{
    private static readonly Histogram<double> Commits = ColloquyTelemetry.Meter.CreateHistogram<double>("colloquy.commit.duration", "s", "How long commits take.");
    private static readonly Counter<long> Conflicts = ColloquyTelemetry.Meter.CreateCounter<long>("colloquy.commit.conflicts", "{commit}", "Commits that were refused since another writer came first.");
    private static readonly Counter<long> Entries = ColloquyTelemetry.Meter.CreateCounter<long>("colloquy.entries", "{entry}", "Entries that were committed.");
    private static readonly Counter<long> Bytes = ColloquyTelemetry.Meter.CreateCounter<long>("colloquy.entries.bytes", "By", "Bytes of the payloads of entries that were committed.");

    /// <summary>Whether somebody listens, so that a commit is worth timing.</summary>
    public static bool IsOn => Commits.Enabled || Conflicts.Enabled || Entries.Enabled || Bytes.Enabled;

    public static void Committed(SessionKey key, Commit commit, TimeSpan duration)
    {
        var app = App(key);
        Commits.Record(duration.TotalSeconds, app);
        Entries.Add(commit.Entries.Count, app);
        if (Bytes.Enabled)
            Bytes.Add(commit.CountBytes(), app);
    }

    public static void Refused(SessionKey key) => Conflicts.Add(1, App(key));

    /// <summary>The one tag of a session that has few values.</summary>
    public static KeyValuePair<string, object?> App(SessionKey key) => new("colloquy.app", key.App);
}
