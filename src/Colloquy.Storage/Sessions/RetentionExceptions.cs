using System.Globalization;

namespace Colloquy;

/// <summary>The exception that is thrown when a call would remove something from an immutable session. Nothing was changed.</summary>
public sealed class SessionImmutableException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="until">The time until which the session is immutable if nothing is committed to it; null for ever.</param>
    /// <param name="refused">The refused operation, as the end of a sentence.</param>
    public SessionImmutableException(SessionKey key, DateTimeOffset? until, string refused)
        : base($"Session {key} is immutable {(until is { } time ? $"until {time.ToString("u", CultureInfo.InvariantCulture)}" : "for ever")}: {refused}. Undo is allowed, for it loses nothing; wait until then to remove anything.")
    {
        Key = key;
        Until = until;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the time until which the session is immutable if nothing is committed to it; null for ever.</summary>
    public DateTimeOffset? Until { get; }
}
