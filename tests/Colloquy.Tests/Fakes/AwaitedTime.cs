using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Tests;

/// <summary>A clock that stands still until a test moves it, and tells which timers wait for it.</summary>
/// <remarks>Derived, because a test that moves the clock before the code under test waits for it would wait for ever, and <see cref="FakeTimeProvider"/> does not tell who waits.</remarks>
public sealed class AwaitedTime : FakeTimeProvider
{
    private readonly List<Timer> _timers = [];

    /// <summary>How many timers wait to fire.</summary>
    public int Timers
    {
        get
        {
            lock (_timers)
                return _timers.Count(timer => timer.Due is not null);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this, callback, state, dueTime, period);

    /// <summary>Waits until a timer is set to fire in so long.</summary>
    public async Task WaitUntilAwaitedAsync(TimeSpan by)
    {
        while (!IsAwaited(by))
            await Task.Yield();
    }

    private bool IsAwaited(TimeSpan by)
    {
        lock (_timers)
            return _timers.Exists(timer => timer.Due - GetUtcNow() == by);
    }

    private ITimer CreateInner(TimerCallback callback, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, null, dueTime, period);

    private sealed class Timer : ITimer
    {
        private readonly AwaitedTime _time;
        private readonly ITimer _inner;
        private TimeSpan _period;

        public Timer(AwaitedTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _time = time;
            Set(dueTime, period);
            lock (time._timers)
                time._timers.Add(this);
            _inner = time.CreateInner(
                _ =>
                {
                    Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
                    callback(state);
                },
                dueTime,
                period);
        }

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Set(dueTime, period);
            return _inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (_time._timers)
            {
                Due = null;
                _time._timers.Remove(this);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._timers)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : _time.GetUtcNow() + dueTime;
                _period = period;
            }
        }
    }
}
