namespace Colloquy;

/// <summary>A session's title and metadata. They are not in the log, and have a version of their own.</summary>
public sealed record SessionDetails
{
    /// <summary>Gets a title for people; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the metadata of the session, for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the number of times that title or metadata were written; 0 when never.</summary>
    public long Version { get; init; }

    /// <summary>Checks what every store refuses.</summary>
    /// <exception cref="ArgumentException">The title, or a key or value of the metadata, is not well-formed Unicode.</exception>
    public void EnsureWellFormed()
    {
        if (Title is { } title && LoneSurrogates.HasOne(title))
            throw new ArgumentException("The title has a lone surrogate.");

        foreach (var (name, value) in Metadata)
        {
            if (LoneSurrogates.HasOne(name) || LoneSurrogates.HasOne(value))
                throw new ArgumentException($"The metadata under '{name}' has a lone surrogate.");
        }
    }
}
