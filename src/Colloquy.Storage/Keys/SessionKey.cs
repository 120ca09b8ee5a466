namespace Colloquy;

/// <summary>Represents the identity of a session: its owner and its id. The same id under two users is two sessions.</summary>
/// <remarks>
/// Parts are compared byte by byte: no case folding, no normalisation. They are well-formed Unicode without control
/// characters; in UTF-8 an app has at most 128 bytes, a user 256 and an id 512.
/// </remarks>
public sealed record SessionKey
{
    /// <summary>The app of a key for which no app is given.</summary>
    public const string DefaultApp = "default";

    /// <summary>Creates a key.</summary>
    /// <param name="id">The id, 1 to 512 bytes in UTF-8.</param>
    /// <param name="user">The user who owns the session, 1 to 256 bytes; null for a session without a user.</param>
    /// <param name="app">The application, 1 to 128 bytes.</param>
    /// <exception cref="InvalidKeyException">A part breaks the rules for names.</exception>
    public SessionKey(string id, string? user = null, string app = DefaultApp)
        : this(id, new SessionOwner(user, app))
    {
    }

    /// <summary>Creates a key.</summary>
    /// <param name="id">The id, 1 to 512 bytes in UTF-8.</param>
    /// <param name="owner">The owner.</param>
    /// <exception cref="InvalidKeyException">The id breaks the rules for names.</exception>
    public SessionKey(string id, SessionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Id = KeyRules.Check(id, "session id", KeyRules.MaxIdBytes, nameof(id));
        Owner = owner;
    }

    /// <summary>Gets the owner of the session.</summary>
    public SessionOwner Owner { get; }

    /// <summary>Gets the application that the session belongs to.</summary>
    public string App => Owner.App;

    /// <summary>Gets the user who owns the session; null for a session without a user.</summary>
    public string? User => Owner.User;

    /// <summary>Gets the session's id, unique for its owner.</summary>
    public string Id { get; }

    /// <summary>Returns the key as text for people; it is not a format to parse.</summary>
    public override string ToString() => User is null ? $"'{Id}' in app '{App}'" : $"'{Id}' of user '{User}' in app '{App}'";
}
