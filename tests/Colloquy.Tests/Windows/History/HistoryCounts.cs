using System.Diagnostics.Metrics;

namespace Colloquy.Tests;

/// <summary>Counts how often what is kept of sessions of one app was of use, and why it was not.</summary>
public sealed class HistoryCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];

    public HistoryCounts(string app)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ColloquyTelemetry.MeterName && instrument.Name is "colloquy.history.turns" or "colloquy.history.windows")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (all["colloquy.app"] != app)
                return;

            lock (_counts)
            {
                foreach (var name in (string[])["colloquy.history.result", "colloquy.history.cause", "colloquy.history.window"])
                {
                    if (all.GetValueOrDefault(name) is { } value)
                        Add(value, count);
                }
            }
        });
        _listener.Start();
    }

    /// <summary>How often a result (<c>hit</c>, <c>miss</c>), a cause, or a way in which windows come about (<c>continued</c>, <c>built</c>) was counted.</summary>
    public long this[string name]
    {
        get
        {
            lock (_counts)
                return _counts.GetValueOrDefault(name);
        }
    }

    public override string ToString()
    {
        lock (_counts)
            return string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}"));
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long count) => _counts[name] = _counts.GetValueOrDefault(name) + count;
}
