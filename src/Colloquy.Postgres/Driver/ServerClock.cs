namespace Colloquy.Postgres;

/// <summary>Tells the server's time between the answers that bring it, by the monotonic clock of this machine. What this machine takes for the time of day does not matter.</summary>
/// <remarks>
/// The server read its clock at some moment between the request and the arrival of its answer. When what is known fits into that span, it is kept, and lags by less: so the fastest answer decides.
/// An answer that arrived late, as in a process that was stopped, changes nothing. When what is known does not fit, the server's clock was set, and the answer is used.
/// </remarks>
/// <param name="own">The clock that is used in place of the server's; null for the server's.</param>
internal sealed class ServerClock(TimeProvider? own)
{
    private volatile Sample? _sample;

    /// <summary>Gets the time of the monotonic clock, which a request for the server's time carries, and its answer returns.</summary>
    public static long Timestamp => TimeProvider.System.GetTimestamp();

    /// <summary>Gets a value that indicates whether a sample is needed before the time is known.</summary>
    public bool IsUnknown => own is null && _sample is null;

    /// <summary>Gets the server's time. It differs by no more than the time that a recent answer took.</summary>
    public DateTimeOffset Now => own?.GetUtcNow() ?? (_sample is { } sample
        ? sample.At(Timestamp)
        : throw new InvalidOperationException("The server's time is not known yet."));

    /// <summary>Notes the server's time, in microseconds since 1970, which an answer has brought.</summary>
    /// <param name="microseconds">The time.</param>
    /// <param name="sent">The <see cref="Timestamp"/> of the request.</param>
    public void Note(long microseconds, long sent)
    {
        var sample = new Sample(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), Timestamp);
        var ahead = _sample is { } known ? known.At(sample.Taken) - sample.Time : TimeSpan.MinValue;
        if (ahead < TimeSpan.Zero || ahead > TimeProvider.System.GetElapsedTime(sent, sample.Taken))
            _sample = sample;
    }

    private sealed record Sample(DateTimeOffset Time, long Taken)
    {
        public DateTimeOffset At(long timestamp) => Time + TimeProvider.System.GetElapsedTime(Taken, timestamp);
    }
}
