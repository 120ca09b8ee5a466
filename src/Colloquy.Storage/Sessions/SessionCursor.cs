namespace Colloquy.Storage;

/// <summary>Represents a place in a listing.</summary>
/// <param name="UpdatedAt">The time of the last commit of the session that was listed last.</param>
/// <param name="Key">The key of that session.</param>
public sealed record SessionCursor(DateTimeOffset UpdatedAt, SessionKey Key);
