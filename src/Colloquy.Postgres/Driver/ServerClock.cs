namespace Colloquy.Postgres;

/// <summary>Tells the server's time between the answers that bring it, by the monotonic clock of this machine. What this machine takes for the time of day does not matter.</summary>
/// <param name="own">The clock that is used in place of the server's; null for the server's.</param>
internal sealed class ServerClock(TimeProvider? own)
{
    /// <summary>The longest that an answer may take and be used whatever is known: the time that it brings is late by no more.</summary>
    private static readonly TimeSpan LongestTrip = TimeSpan.FromSeconds(1);

    private volatile Sample? _sample;

    /// <summary>Gets the time of the monotonic clock, which a request for the server's time carries, and its answer returns.</summary>
    public static long Timestamp => TimeProvider.System.GetTimestamp();

    /// <summary>Gets a value that indicates whether a sample is needed before the time is known.</summary>
    public bool IsUnknown => own is null && _sample is null;

    /// <summary>Gets the server's time. It lags by the time that a sample took to arrive, and never leads.</summary>
    public DateTimeOffset Now => own?.GetUtcNow() ?? (_sample is { } sample
        ? sample.At(Timestamp)
        : throw new InvalidOperationException("The server's time is not known yet."));

    /// <summary>Notes the server's time, in microseconds since 1970, which an answer has brought.</summary>
    /// <param name="microseconds">The time.</param>
    /// <param name="sent">The <see cref="Timestamp"/> of the request. An answer that took long, such as one that waited while this process was stopped, is used only if it is later than what is known.</param>
    public void Note(long microseconds, long sent)
    {
        var sample = new Sample(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), Timestamp);
        if (_sample is not { } known || TimeProvider.System.GetElapsedTime(sent, sample.Taken) <= LongestTrip || sample.Time >= known.At(sample.Taken))
            _sample = sample;
    }

    private sealed record Sample(DateTimeOffset Time, long Taken)
    {
        public DateTimeOffset At(long timestamp) => Time + TimeProvider.System.GetElapsedTime(Taken, timestamp);
    }
}
