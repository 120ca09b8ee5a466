namespace Colloquy;

/// <summary>The exception that is thrown when a call would remove something from a session under a legal hold. Nothing was changed.</summary>
public sealed class SessionHeldException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="holds">The holds on the session.</param>
    /// <param name="refused">The refused operation, as the end of a sentence.</param>
    public SessionHeldException(SessionKey key, IReadOnlyList<LegalHold> holds, string refused)
        : base($"Session {key} is under the legal hold {Names(holds)}: {refused}. Lift each hold by its name first.")
    {
        Key = key;
        Holds = holds;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the holds on the session.</summary>
    public IReadOnlyList<LegalHold> Holds { get; }

    private static string Names(IReadOnlyList<LegalHold> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return string.Join(", ", holds.Select(hold => $"'{hold.Name}'"));
    }
}

/// <summary>The exception that is thrown when a legal hold cannot be placed because another has its name, or cannot be lifted because there is none of the name. Nothing was changed.</summary>
public sealed class LegalHoldException : ColloquyException
{
    private LegalHoldException(SessionKey key, string name, string message)
        : base(message)
    {
        Key = key;
        Name = name;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the name of the hold.</summary>
    public string Name { get; }

    internal static LegalHoldException Exists(SessionKey key, LegalHold hold) =>
        new(key, hold.Name, $"Session {key} already has a legal hold '{hold.Name}', for the reason: {hold.Reason} Use another name, or lift that hold first.");

    internal static LegalHoldException Missing(SessionKey key, string name, IReadOnlyList<LegalHold>? holds) =>
        new(key, name, $"Session {key} has no legal hold '{name}'. {(holds is null ? "It has none." : $"It has {string.Join(", ", holds.Select(hold => $"'{hold.Name}'"))}.")}");
}
