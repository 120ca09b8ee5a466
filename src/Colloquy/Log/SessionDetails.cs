namespace Colloquy;

/// <summary>A session's title and metadata. They are not in the log, and have a version of their own.</summary>
public sealed record SessionDetails
{
    /// <summary>A title for people; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Facts about the session for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How often title or metadata were written; 0 when never.</summary>
    public long Version { get; init; }
}
