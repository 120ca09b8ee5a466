namespace Colloquy;

/// <summary>The identity of a session: app, user and id together. The same id under two users is two sessions.</summary>
/// <remarks>
/// Parts are compared byte by byte: no case folding, no normalisation. They are well-formed Unicode without control
/// characters; in UTF-8 an app has at most 128 bytes, a user 256 and an id 512.
/// </remarks>
public sealed record SessionKey
{
    /// <summary>The app of a key that names none.</summary>
    public const string DefaultApp = "default";

    /// <summary>Creates a key.</summary>
    /// <param name="id">The id, 1 to 512 bytes in UTF-8.</param>
    /// <param name="user">The owner, up to 256 bytes; empty for a session that nobody owns.</param>
    /// <param name="app">The application, 1 to 128 bytes.</param>
    /// <exception cref="InvalidKeyException">A part breaks the rules for names.</exception>
    public SessionKey(string id, string user = "", string app = DefaultApp)
    {
        Id = KeyRules.Check(id, "session id", KeyRules.MaxIdBytes, mayBeEmpty: false, nameof(id));
        User = KeyRules.Check(user, "user", KeyRules.MaxUserBytes, mayBeEmpty: true, nameof(user));
        App = KeyRules.Check(app, "app", KeyRules.MaxAppBytes, mayBeEmpty: false, nameof(app));
    }

    /// <summary>The application that the session belongs to.</summary>
    public string App { get; }

    /// <summary>The owner of the session; empty when nobody owns it.</summary>
    public string User { get; }

    /// <summary>The session's id, unique for its app and user.</summary>
    public string Id { get; }

    /// <summary>Returns the key for people to read; not a form to parse.</summary>
    public override string ToString() => User.Length == 0 ? $"'{Id}' in app '{App}'" : $"'{Id}' of user '{User}' in app '{App}'";
}
