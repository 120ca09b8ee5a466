namespace Colloquy.Operations;

/// <summary>Represents a session that a listing skipped, since its record cannot be read.</summary>
/// <param name="Key">The session; null when its key cannot be read either.</param>
/// <param name="Problem">The problem, as a sentence.</param>
public sealed record UnreadableSession(SessionKey? Key, string Problem);
