using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Operations;

/// <summary>Measures a store for operators: the number, the activity and the size of its sessions, whichever process writes them.</summary>
/// <remarks>
/// Reads the store's directory at an interval and publishes the results as the gauges <c>colloquy.sessions</c> (by <c>colloquy.session.activity</c>: idle, running,
/// waiting, interrupted, closed), <c>colloquy.sessions.active</c>, <c>colloquy.session.entries.mean</c> and <c>.max</c>, <c>colloquy.session.bytes.mean</c> and <c>.max</c>. It reads every session's
/// record, and no log. One process for each store is enough.
/// </remarks>
public sealed class SessionGauges : IAsyncDisposable
{
    private readonly ISessionDirectory _directory;
    private readonly TimeProvider _time;
    private readonly TimeSpan _activeWithin;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(ColloquyTelemetry.MeterName);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private Seen _seen = new();

    /// <summary>Starts the measurements.</summary>
    /// <param name="directory">The store's directory.</param>
    /// <param name="interval">The interval between two reads of the store, more than zero; null for one minute.</param>
    /// <param name="activeWithin">The age of a session's last commit up to which the session counts as active; null for one hour.</param>
    /// <param name="timeProvider">The clock; null for the clock of the system.</param>
    /// <param name="loggerFactory">The factory of the logger for failed measurements; null for no logging.</param>
    public SessionGauges(ISessionDirectory directory, TimeSpan? interval = null, TimeSpan? activeWithin = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var between = interval ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(between, TimeSpan.Zero, nameof(interval));

        _directory = directory;
        _time = timeProvider ?? TimeProvider.System;
        _activeWithin = activeWithin ?? TimeSpan.FromHours(1);
        _logger = loggerFactory?.CreateLogger<SessionGauges>() ?? NullLogger<SessionGauges>.Instance;
        _meter.CreateObservableGauge("colloquy.sessions", () => _seen.ByActivity(), "{session}", "Sessions, by what they are doing.");
        _meter.CreateObservableGauge("colloquy.sessions.active", () => _seen.Active, "{session}", "Sessions with a commit lately.");
        _meter.CreateObservableGauge("colloquy.session.entries.mean", () => _seen.Mean(_seen.Entries), "{entry}", "Entries of a session, on average.");
        _meter.CreateObservableGauge("colloquy.session.entries.max", () => _seen.MostEntries, "{entry}", "Entries of the session that has most.");
        _meter.CreateObservableGauge("colloquy.session.bytes.mean", () => _seen.Mean(_seen.Bytes), "By", "Bytes of the payloads of a session, on average.");
        _meter.CreateObservableGauge("colloquy.session.bytes.max", () => _seen.MostBytes, "By", "Bytes of the payloads of the session that has most.");
        _looking = LookAsync(between);
    }

    /// <summary>Measures now.</summary>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var seen = new Seen();
        var since = _time.GetUtcNow() - _activeWithin;
        await foreach (var record in _directory.ListAllSessionsAsync(SessionSelection.All, new SessionQuery { Limit = 1_000 }, logger: _logger, cancellationToken: cancellationToken).ConfigureAwait(false))
            seen.Add(record, isActive: record.UpdatedAt >= since);

        _seen = seen;
    }

    /// <summary>Stops the measurements.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _meter.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync(TimeSpan between)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                AgentLog.GaugesFailed(_logger, e);
            }

            await Task.Delay(between, _time, _stop.Token).ConfigureAwait(false);
        }
    }

    private sealed class Seen
    {
        private static readonly string[] Names = ["idle", "running", "waiting", "interrupted", "closed"];
        private readonly long[] _byActivity = new long[Names.Length];

        public long Active { get; private set; }

        public long Entries { get; private set; }

        public long MostEntries { get; private set; }

        public long Bytes { get; private set; }

        public long MostBytes { get; private set; }

        public void Add(SessionRecord record, bool isActive)
        {
            _byActivity[record switch
            {
                { IsInterrupted: true } => 3,
                { Activity: SessionActivity.Running } => 1,
                { Activity: SessionActivity.Waiting } => 2,
                { Activity: SessionActivity.Closed } => 4,
                _ => 0,
            }]++;
            Active += isActive ? 1 : 0;
            Entries += record.Tip.Value;
            MostEntries = Math.Max(MostEntries, record.Tip.Value);
            Bytes += record.Bytes;
            MostBytes = Math.Max(MostBytes, record.Bytes);
        }

        public double Mean(long sum) => _byActivity.Sum() is var sessions and > 0 ? (double)sum / sessions : 0;

        public IEnumerable<Measurement<long>> ByActivity() =>
            Names.Select((name, i) => new Measurement<long>(_byActivity[i], new KeyValuePair<string, object?>("colloquy.session.activity", name)));
    }
}
