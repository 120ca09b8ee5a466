using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Postgres;

/// <summary>Updates the index in the background for sessions whose logs it is far behind: one session at a time, a short write at a time.</summary>
/// <remarks>While this process writes, it rests longer than it works, so that it takes a bounded share of the server. What it does not do, the next search does.</remarks>
internal sealed partial class SearchFollower(Database database) : IDisposable
{
    private const int MostDue = 1_000;
    private const int RestForWork = 4;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = database.Options.LoggerFactory?.CreateLogger<PostgresSessionStore>() ?? NullLogger<PostgresSessionStore>.Instance;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<SessionKey> _due = [];
    private readonly HashSet<SessionKey> _failed = [];
    private Func<SessionKey, CancellationToken, IAsyncEnumerable<long>>? _catchUp;
    private Task _running = Task.CompletedTask;
    private long _commits;
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
        Interlocked.Increment(ref _commits);
        if (database.Options.SearchLag == 0 || entries < database.Options.SearchLag || Volatile.Read(ref _catchUp) is null)
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
                LogNotFollowed(_logger, key.ToString(), database.Location, error);
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
                var (before, start) = (Volatile.Read(ref _commits), Stopwatch.GetTimestamp());
                if (!await steps.MoveNextAsync().ConfigureAwait(false))
                    return;

                if (Volatile.Read(ref _commits) != before)
                    await Task.Delay(RestAfter(Stopwatch.GetElapsedTime(start)), _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan RestAfter(TimeSpan work) => work * RestForWork < LongestRest ? work * RestForWork : LongestRest;

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The search index of session {Key} in the store '{Path}' could not be updated in the background. The next search updates it.")]
    private static partial void LogNotFollowed(ILogger logger, string key, string path, Exception error);
}
