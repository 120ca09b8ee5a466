namespace Colloquy.Testing;

/// <summary>A clock that a test sets: it stands still until it is told otherwise, and may run backwards.</summary>
/// <remarks>For any number of threads. It tells the time only; timers made from it run on the system's clock.</remarks>
/// <param name="start">The time at first; a moment of January 2026 when null.</param>
public sealed class TestClock(DateTimeOffset? start = null) : TimeProvider
{
    private long _ticks = (start ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)).UtcTicks;

    /// <summary>The time that the clock shows.</summary>
    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    /// <summary>Moves the clock, backwards when the time is negative.</summary>
    /// <param name="time">By how much.</param>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;
}
