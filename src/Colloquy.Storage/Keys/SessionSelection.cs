namespace Colloquy.Operations;

/// <summary>Represents the sessions that a query covers: all, or those of an application, a user, an owner, or one session.</summary>
/// <remarks>A query across owners is privileged: it is for the tools of operators, never for code that answers a user.</remarks>
public sealed record SessionSelection
{
    private SessionSelection()
    {
    }

    /// <summary>Gets the selection of all sessions.</summary>
    public static SessionSelection All { get; } = new();

    /// <summary>Gets the only application that the selection covers; null when it covers several.</summary>
    public string? App { get; private init; }

    /// <summary>Gets a value that indicates whether the selection covers the sessions of one <see cref="User"/> only, or only sessions without a user.</summary>
    public bool IsOneUser { get; private init; }

    /// <summary>Gets the only user that the selection covers; null when it covers several users, or only sessions without one (<see cref="IsOneUser"/>).</summary>
    public string? User { get; private init; }

    /// <summary>Gets the only owner that the selection covers; null when it covers several.</summary>
    public SessionOwner? Owner { get; private init; }

    /// <summary>Gets the only session that the selection covers; null when it covers several.</summary>
    public SessionKey? Session { get; private init; }

    /// <summary>Selects the sessions of all owners in an application.</summary>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <exception cref="InvalidKeyException">The name breaks the rules for names.</exception>
    public static SessionSelection OfApp(string app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new SessionSelection { App = new SessionOwner(app: app).App };
    }

    /// <summary>Selects the sessions of a user in all applications.</summary>
    /// <param name="user">The user, 1 to 256 bytes in UTF-8; null for sessions without a user.</param>
    /// <exception cref="InvalidKeyException">The name breaks the rules for names.</exception>
    public static SessionSelection OfUser(string? user) => new() { IsOneUser = true, User = new SessionOwner(user).User };

    /// <summary>Selects the sessions of one owner.</summary>
    /// <param name="owner">The owner. An owner without a user selects the sessions of the application without a user.</param>
    public static SessionSelection OfOwner(SessionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new SessionSelection { App = owner.App, IsOneUser = true, User = owner.User, Owner = owner };
    }

    /// <summary>Selects one session.</summary>
    /// <param name="key">The session's whole key.</param>
    public static SessionSelection OfSession(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return OfOwner(key.Owner) with { Session = key };
    }

    /// <summary>Returns a value that indicates whether the selection covers a session.</summary>
    /// <param name="key">The session's whole key.</param>
    public bool Includes(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Session is null ? Includes(key.Owner) : Session == key;
    }

    /// <summary>Returns a value that indicates whether the selection covers sessions of an owner.</summary>
    /// <param name="owner">The owner.</param>
    public bool Includes(SessionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return (App is null || App == owner.App) && (!IsOneUser || User == owner.User);
    }

    /// <summary>Returns the selection as text for people; it is not a format to parse.</summary>
    public override string ToString() => this switch
    {
        { Session: { } key } => $"session {key}",
        { Owner: { User: null } owner } => $"nobody's sessions in {owner}",
        { Owner: { } owner } => $"sessions of {owner}",
        { IsOneUser: true, User: null } => "nobody's sessions",
        { IsOneUser: true } => $"sessions of user '{User}'",
        { App: { } app } => $"sessions in app '{app}'",
        _ => "all sessions",
    };
}
