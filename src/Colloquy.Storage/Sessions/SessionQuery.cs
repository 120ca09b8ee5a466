namespace Colloquy;

/// <summary>Represents the filter and the page of a listing of sessions. Sessions with the newest commits come first.</summary>
public sealed record SessionQuery
{
    /// <summary>Gets the <see cref="SessionPage.Next"/> of the page before; null for the first page.</summary>
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

    /// <summary>Gets the earliest <see cref="SessionRecord.UpdatedAt"/> of the sessions; null for all.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Gets the text that the title of a session contains, without regard to the case of ASCII letters; null for all sessions, empty for all sessions with a title. No character is a wildcard.</summary>
    public string? TitleContains { get; init; }

    /// <summary>Gets the activity of the sessions; null for all.</summary>
    public SessionActivity? Activity { get; init; }

    /// <summary>Returns a value that indicates whether a title matches <see cref="TitleContains"/>.</summary>
    /// <param name="title">The title; null for none.</param>
    public bool MatchesTitle(string? title) => TitleContains is null || (title is not null && ToLowerAscii(title).Contains(ToLowerAscii(TitleContains), StringComparison.Ordinal));

    private static string ToLowerAscii(string text) => string.Create(text.Length, text, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
    });
}
