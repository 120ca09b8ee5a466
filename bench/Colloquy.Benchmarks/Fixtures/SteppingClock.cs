namespace Colloquy.Benchmarks;

/// <summary>A clock that is later by the same step each time it is asked, so that what is built in seconds has the times of days.</summary>
internal sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now += step;
}
