namespace Colloquy.Testing.Tests;

/// <summary>A clock that leaps to the end of each delay of up to a minute, so that nothing waits and the time has passed all the same.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private long _leapt;

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref _leapt) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _leapt));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > TimeSpan.FromMinutes(1))
            return base.CreateTimer(callback, state, dueTime, period);

        Interlocked.Add(ref _leapt, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
