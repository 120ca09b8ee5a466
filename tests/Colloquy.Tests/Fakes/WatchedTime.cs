namespace Colloquy.Tests;

/// <summary>The system's clock, which counts the timers that are made from it and not yet disposed of.</summary>
/// <remarks>Real time, for runs that end by a limit while the test waits for them; a FakeTimeProvider stands still, and does not tell how many timers it has.</remarks>
public sealed class WatchedTime : TimeProvider
{
    private int _timers;

    /// <summary>How many timers are left.</summary>
    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new Timer(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class Timer(WatchedTime time, ITimer inner) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            Leave();
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Leave();
            return inner.DisposeAsync();
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Interlocked.Decrement(ref time._timers);
        }
    }
}
