namespace Colloquy;

/// <summary>Where the audit is in a store.</summary>
internal static class AuditNames
{
    /// <summary>The application whose sessions are the trails, and whose users are the pseudonyms.</summary>
    public const string App = "colloquy.audit";

    /// <summary>The key of an owner's state that has the owner's pseudonym, and of a pseudonym's that has the owner.</summary>
    public const string StateKey = StateJson.ReservedPrefix + "audit";

    /// <summary>The trail of what concerns no single session.</summary>
    public static SessionKey Administration { get; } = new("administration", app: App);

    /// <summary>The trail of a session, by the name that it has in the audit.</summary>
    public static SessionKey Trail(string name) => new(name, app: App);

    /// <summary>The owner of what is kept about a pseudonym.</summary>
    public static SessionOwner Pseudonym(string name) => new(name, App);
}
