namespace Colloquy;

/// <summary>Represents which sessions a listing returns, of those that the call names; those with the newest commits come first.</summary>
public sealed record SessionQuery
{
    /// <summary>Gets where the listing goes on, from <see cref="SessionPage.Next"/>; null to begin.</summary>
    public SessionCursor? After { get; init; }

    /// <summary>Gets the maximum number of sessions in a page, 1 to 1,000.</summary>
    /// <value>The default is 50.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(Limit));
            field = value;
        }
    } = 50;

    /// <summary>Gets the time from which on a session was last updated, by <see cref="SessionRecord.UpdatedAt"/>; null for all.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Gets the text that the title of a session contains, ASCII letters in either case; null for all, empty for any title. No character is a wildcard.</summary>
    public string? TitleContains { get; init; }

    /// <summary>Gets the activity of the sessions; null for all.</summary>
    public SessionActivity? Activity { get; init; }

    /// <summary>Returns whether a title is what <see cref="TitleContains"/> asks for.</summary>
    /// <param name="title">The title; null for none.</param>
    public bool MatchesTitle(string? title) => TitleContains is null || (title is not null && ToLowerAscii(title).Contains(ToLowerAscii(TitleContains), StringComparison.Ordinal));

    private static string ToLowerAscii(string text) => string.Create(text.Length, text, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
    });
}

/// <summary>A place in a listing.</summary>
/// <param name="UpdatedAt">The time of the last commit of the session that was listed last.</param>
/// <param name="Key">The key of that session.</param>
public sealed record SessionCursor(DateTimeOffset UpdatedAt, SessionKey Key);

/// <summary>A session whose record could not be read, and which a listing passed over.</summary>
/// <param name="Key">The session; null when its key cannot be read either.</param>
/// <param name="Problem">What is wrong, as a sentence.</param>
public sealed record UnreadableSession(SessionKey? Key, string Problem);
