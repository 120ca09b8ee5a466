namespace Colloquy;

/// <summary>Which sessions of all owners are listed.</summary>
public sealed record DirectoryQuery
{
    /// <summary>The same listing of one owner's sessions.</summary>
    /// <param name="query">Which sessions of the owner.</param>
    public static DirectoryQuery Of(SessionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new DirectoryQuery { App = query.App, User = query.User, Filter = query.Filter, After = query.After };
    }

    /// <summary>Only sessions of this application; null for all.</summary>
    public string? App { get; init; }

    /// <summary>Only sessions of this user; null for all, empty for sessions that nobody owns.</summary>
    public string? User { get; init; }

    /// <summary>What the listing is narrowed to.</summary>
    public SessionFilter Filter { get; init; } = new();

    /// <summary>Where the listing goes on, from <see cref="SessionPage.Next"/>; null to begin.</summary>
    public SessionCursor? After { get; init; }
}
