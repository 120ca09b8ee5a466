namespace Colloquy.Tests;

/// <summary>A clock that stands still until a test moves it, and then fires the timers that are due.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>How many timers wait to fire.</summary>
    public int Timers
    {
        get
        {
            lock (_timers)
                return _timers.Count(timer => timer.Due is not null);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_timers)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_timers)
            _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock, from one due timer to the next.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (Next(until) is { } due)
            due.Fire();
        lock (_timers)
            _now = until;
    }

    /// <summary>Waits until a timer is set to fire in so long.</summary>
    public async Task WaitUntilAwaitedAsync(TimeSpan by)
    {
        while (!IsAwaited(by))
            await Task.Yield();
    }

    private bool IsAwaited(TimeSpan by)
    {
        lock (_timers)
            return _timers.Exists(timer => timer.Due - _now == by);
    }

    private Timer? Next(DateTimeOffset until)
    {
        lock (_timers)
        {
            var due = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (due?.Due is { } at && at > _now)
                _now = at;
            return due;
        }
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._timers)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                _period = period;
            }

            return true;
        }

        public void Fire()
        {
            lock (time._timers)
                Due = _period > TimeSpan.Zero ? Due + _period : null;
            fire();
        }

        public void Dispose()
        {
            lock (time._timers)
            {
                Due = null;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
