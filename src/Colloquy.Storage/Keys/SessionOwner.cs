namespace Colloquy;

/// <summary>Represents the owner of sessions, state, memories and usage: a user of an application, or the application itself.</summary>
/// <remarks>An owner without a user is the application: its state is the state that all its users share.</remarks>
public sealed record SessionOwner
{
    /// <summary>Creates an owner.</summary>
    /// <param name="user">The user, 1 to 256 bytes in UTF-8; null for the application itself.</param>
    /// <param name="app">The application, 1 to 128 bytes.</param>
    /// <exception cref="InvalidKeyException">A part breaks the rules for names, or <paramref name="user"/> is empty.</exception>
    public SessionOwner(string? user = null, string app = SessionKey.DefaultApp)
    {
        if (user is { Length: 0 })
            throw new InvalidKeyException("user", "is empty", "Pass null for what belongs to nobody.");

        User = user is null ? null : KeyRules.Check(user, "user", KeyRules.MaxUserBytes, nameof(user));
        App = KeyRules.Check(app, "app", KeyRules.MaxAppBytes, nameof(app));
    }

    /// <summary>Gets the application.</summary>
    public string App { get; }

    /// <summary>Gets the user; null for the application itself.</summary>
    public string? User { get; }

    /// <summary>Gets the user as stored forms write it: empty for nobody.</summary>
    internal string StoredUser => User ?? "";

    /// <summary>Reads an owner from its stored form, in which nobody is an empty text.</summary>
    internal static SessionOwner OfStored(string user, string app) => new(user.Length == 0 ? null : user, app);

    /// <summary>Returns the owner as text for people; it is not a format to parse.</summary>
    public override string ToString() => User is null ? $"app '{App}'" : $"user '{User}' in app '{App}'";
}
