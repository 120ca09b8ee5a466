using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Colloquy.Storage;

/// <summary>Updates the index in the background for sessions whose logs it is far behind: one session at a time, a short write at a time.</summary>
/// <remarks>While this process writes to the store, it rests for longer than it works, so that commits rarely wait for it. What it does not do, the next search does.</remarks>
/// <param name="pace">How far behind an index is that it updates, and how long it rests.</param>
/// <param name="store">The location of the store, for the log.</param>
/// <param name="logger">The log for sessions whose index cannot be updated.</param>
internal sealed partial class SearchFollower(FollowerPace pace, string store, ILogger logger) : IDisposable
{
    private const int MostDue = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<SessionKey> _due = [];
    private readonly HashSet<SessionKey> _failed = [];
    private Func<SessionKey, CancellationToken, IAsyncEnumerable<long>>? _catchUp;
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isStopped;

    /// <summary>The work in progress; completed when there is none.</summary>
    public Task Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    public void Register(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp) => Interlocked.CompareExchange(ref _catchUp, catchUp, null);

    /// <summary>Takes note of a commit.</summary>
    /// <param name="key">The session.</param>
    /// <param name="entries">How many entries the index is behind, as far as this process knows; 0 when it does not.</param>
    public void Note(SessionKey key, long entries)
    {
        if (pace.Lag == 0 || entries < pace.Lag || Volatile.Read(ref _catchUp) is null)
            return;

        lock (_lock)
        {
            // A session that does not fit in is noted again by its next commit.
            if (_isStopped || _due.Count >= MostDue || _failed.Contains(key) || !_due.Add(key) || _isRunning)
                return;

            _isRunning = true;
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>Cancels the work, and completes when it has ended.</summary>
    public async Task StopAsync()
    {
        lock (_lock)
        {
            if (_isStopped)
                return;
            _isStopped = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await Running.ConfigureAwait(false);
        _stop.Dispose();
    }

    public void Dispose() => StopAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        while (Take() is { } key)
        {
            try
            {
                await FollowAsync(key).ConfigureAwait(false);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                // What was added stays, and the next search goes on from there.
            }
            catch (Exception error)
            {
                LogNotFollowed(logger, key.ToString(), store, error);
                lock (_lock)
                {
                    if (_failed.Count < MostDue)
                        _failed.Add(key);
                }
            }
        }
    }

    private SessionKey? Take()
    {
        lock (_lock)
        {
            if (_isStopped || _due.Count == 0)
            {
                _isRunning = false;
                return null;
            }

            var next = _due.First();
            _due.Remove(next);
            return next;
        }
    }

    private async Task FollowAsync(SessionKey key)
    {
        var steps = _catchUp!(key, _stop.Token).GetAsyncEnumerator(_stop.Token);
        await using (steps.ConfigureAwait(false))
        {
            while (true)
            {
                var (before, start) = (pace.CountWrites(), Stopwatch.GetTimestamp());
                if (!await steps.MoveNextAsync().ConfigureAwait(false))
                    return;

                if (pace.CountWrites() - before > pace.WritesOfStep)
                    await Task.Delay(pace.RestAfter(Stopwatch.GetElapsedTime(start)), _stop.Token).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The search index of session {Key} in the store '{Store}' could not be updated in the background. The next search updates it.")]
    private static partial void LogNotFollowed(ILogger logger, string key, string store, Exception error);
}
