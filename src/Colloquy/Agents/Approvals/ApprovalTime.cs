namespace Colloquy;

/// <summary>How long a person has to answer a request for approval.</summary>
internal static class ApprovalTime
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <summary>Returns a duration that may be set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above zero, or is more than 3,650 days.</exception>
    public static TimeSpan? Validate(TimeSpan? value, string name)
    {
        if (value is not { } expiry || expiry == Timeout.InfiniteTimeSpan)
            return value;

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expiry, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expiry, Longest, name);
        return value;
    }

    /// <summary>Returns when a request that is made now expires, in whole milliseconds as the times of entries; null for never.</summary>
    public static DateTimeOffset? EndFrom(TimeProvider time, TimeSpan? expiry) => expiry is { } duration && duration != Timeout.InfiniteTimeSpan
        ? DateTimeOffset.FromUnixTimeMilliseconds((time.GetUtcNow() + duration).ToUnixTimeMilliseconds())
        : null;
}
