namespace Colloquy.Storage;

/// <summary>Represents other bytes for a part of what a session stores.</summary>
public sealed record SessionRewrite
{
    /// <summary>Gets the title, metadata and version that the session must have.</summary>
    public required SessionDetails Expected { get; init; }

    /// <summary>Gets the new title and metadata, which are stored at the version after the expected one; null to leave them.</summary>
    public SessionDetails? Details { get; init; }

    /// <summary>Gets entries with their new salts and payloads; of the rest, only the position is read. An entry that was pruned, or whose payload has another size than the new one, stays as it is.</summary>
    public IReadOnlyList<Entry> Entries { get; init; } = [];

    /// <summary>Gets the new content outside the log, by the hash under which the old one is stored. Content that is not there any more stays away. Where there is content under the new hash, the old one is removed.</summary>
    public IReadOnlyList<KeyValuePair<Digest, Blob>> Blobs { get; init; } = [];

    /// <summary>Returns a value that indicates whether a session has the expected title and metadata.</summary>
    /// <param name="details">The stored title and metadata.</param>
    public bool Fits(SessionDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return details.Version == Expected.Version && details.Title == Expected.Title && details.Metadata.Count == Expected.Metadata.Count
            && Expected.Metadata.All(pair => details.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}
