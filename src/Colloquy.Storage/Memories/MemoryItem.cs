namespace Colloquy;

/// <summary>Represents a memory: a text that stays after the conversation that it came from.</summary>
public sealed record MemoryItem
{
    /// <summary>Gets the id of the memory.</summary>
    public required MemoryId Id { get; init; }

    /// <summary>Gets the key under which it is replaced; null for a text on its own.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the number of times that the memory was written, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the time at which the memory was first stored, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the time at which the memory was last written, in whole milliseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the source of the memory; null for none.</summary>
    public MemorySource? Source { get; init; }

    /// <summary>Gets the metadata of the memory, for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>Gets what is wrong with the memory, as the end of a sentence, when part of what is stored cannot be read; null otherwise. That part is empty here, or has U+FFFD. Storing the key again, or deleting the memory, repairs it.</summary>
    public string? Unreadable { get; init; }

    internal static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>();
}
