namespace Colloquy.Storage;

/// <summary>Which sessions with a policy are wanted, of any user: for operators and sweepers, never for code that answers a user.</summary>
public sealed record RetentionQuery
{
    /// <summary>The application; null for all.</summary>
    public string? App { get; init; }

    /// <summary>The owner; null for all, empty for sessions that nobody owns.</summary>
    public string? User { get; init; }

    /// <summary>The session after which to go on; null to begin.</summary>
    public SessionKey? After { get; init; }

    /// <summary>The most sessions in the page, 1 to 1,000.</summary>
    /// <value>The default is 100.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(Limit));
            field = value;
        }
    } = 100;
}

/// <summary>A page of sessions that have a policy.</summary>
/// <param name="Sessions">The sessions, by app, user and id, byte by byte.</param>
/// <param name="Next">The session after which the next page begins; null when there is no more.</param>
public sealed record RetentionPage(IReadOnlyList<SessionRecord> Sessions, SessionKey? Next)
{
    /// <summary>Sessions of the page whose records cannot be read, each with what is wrong; they are passed over.</summary>
    public IReadOnlyList<UnreadableSession> Unreadable { get; init; } = [];
}
