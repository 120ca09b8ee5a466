namespace Colloquy.Storage;

/// <summary>Whose sessions are searched. Made by <see cref="Of(SessionKey)"/>, <see cref="Of(string, string)"/> and <see cref="All"/>.</summary>
public sealed record SearchScope
{
    private SearchScope()
    {
    }

    /// <summary>The application; null for all.</summary>
    public string? App { get; private init; }

    /// <summary>The owner, empty for sessions that nobody owns; null for all.</summary>
    public string? User { get; private init; }

    /// <summary>The only session; null for all of the owner, or of all owners.</summary>
    public SessionKey? Key { get; private init; }

    /// <summary>One session.</summary>
    /// <param name="key">The session's whole key.</param>
    public static SearchScope Of(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SearchScope { App = key.App, User = key.User, Key = key };
    }

    /// <summary>The sessions of one owner.</summary>
    /// <param name="user">The owner; empty for sessions that nobody owns.</param>
    /// <param name="app">The application.</param>
    public static SearchScope Of(string user, string app)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentException.ThrowIfNullOrEmpty(app);
        return new SearchScope { App = app, User = user };
    }

    /// <summary>The sessions of all owners: for operators, never for an answer to a user.</summary>
    /// <param name="app">The application; null for all.</param>
    public static SearchScope All(string? app = null) => new() { App = app };
}
