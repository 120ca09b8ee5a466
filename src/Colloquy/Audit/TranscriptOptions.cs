namespace Colloquy;

/// <summary>What of a session is in its transcript.</summary>
public sealed record TranscriptOptions
{
    /// <summary>Only messages from the first that was written at this time or later; null from the beginning. See <see cref="EventQuery.Since"/>.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only messages after this position.</summary>
    public Position After { get; init; }

    /// <summary>How many at most, 0 or more, the oldest first; null for all.</summary>
    public int? Limit
    {
        get;
        init
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(Limit));
            field = value;
        }
    }

    /// <summary>Whether it holds every message of the session, by position; else the history of the branch.</summary>
    public bool WholeSession { get; init; }

    /// <summary>Whether its first line tells of the session: key, title, metadata, policy.</summary>
    public bool Header { get; init; }
}
