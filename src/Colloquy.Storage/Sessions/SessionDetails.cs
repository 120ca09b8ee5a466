namespace Colloquy.Storage;

/// <summary>Represents a session's title and metadata, which are not in the log and have a version of their own.</summary>
public sealed record SessionDetails
{
    /// <summary>Gets the title, for people; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the metadata of the session, for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the number of times that the title or the metadata was written, from 0.</summary>
    public long Version { get; init; }

    /// <summary>Checks the rules for titles and metadata that every store enforces.</summary>
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
