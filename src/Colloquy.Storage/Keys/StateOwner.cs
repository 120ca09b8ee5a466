namespace Colloquy;

/// <summary>Whose state it is that belongs to no session: a user's in an application, or an application's own.</summary>
public sealed record StateOwner
{
    /// <summary>Names an owner.</summary>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <param name="user">The user, 1 to 256 bytes; null for the application itself.</param>
    /// <exception cref="InvalidKeyException">A part breaks the rules for names.</exception>
    public StateOwner(string app, string? user = null)
    {
        App = KeyRules.Check(app, "app", KeyRules.MaxAppBytes, mayBeEmpty: false, nameof(app));
        User = user is null ? null : KeyRules.Check(user, "user", KeyRules.MaxUserBytes, mayBeEmpty: false, nameof(user));
    }

    /// <summary>The application.</summary>
    public string App { get; }

    /// <summary>The user; null for the application itself.</summary>
    public string? User { get; }

    /// <summary>Returns the owner for people to read; not a form to parse.</summary>
    public override string ToString() => User is null ? $"app '{App}'" : $"user '{User}' in app '{App}'";
}
