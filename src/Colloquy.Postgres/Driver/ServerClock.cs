namespace Colloquy.Postgres;

/// <summary>Tells the server's time between the answers that bring it, by the monotonic clock of this machine. What this machine takes for the time of day does not matter.</summary>
/// <param name="own">The clock that is used in place of the server's; null for the server's.</param>
internal sealed class ServerClock(TimeProvider? own)
{
    private volatile Sample? _sample;

    /// <summary>Gets a value that indicates whether a sample is needed before the time is known.</summary>
    public bool IsUnknown => own is null && _sample is null;

    /// <summary>Gets the server's time. It lags by the time that the newest sample took to arrive, and never leads.</summary>
    public DateTimeOffset Now => own?.GetUtcNow() ?? (_sample is { } sample
        ? sample.Time + TimeProvider.System.GetElapsedTime(sample.Taken)
        : throw new InvalidOperationException("The server's time is not known yet."));

    /// <summary>Notes the server's time, in microseconds since 1970, which an answer has brought.</summary>
    public void Note(long microseconds) =>
        _sample = new Sample(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), TimeProvider.System.GetTimestamp());

    private sealed record Sample(DateTimeOffset Time, long Taken);
}
