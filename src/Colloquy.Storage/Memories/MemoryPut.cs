namespace Colloquy.Storage;

/// <summary>Represents the write of a memory.</summary>
public sealed record MemoryPut
{
    private const int MaxKeyBytes = 256;

    /// <summary>Gets the owner of the memory.</summary>
    public required MemoryOwner Owner { get; init; }

    /// <summary>Gets the key, whose earlier memory is replaced; null to add a text without a key.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the words of key and text, folded, in UTF-8, a space between them; empty when there are none. <see cref="WordsOf"/> returns them.</summary>
    public required ReadOnlyMemory<byte> Words { get; init; }

    /// <summary>Gets the time of the write, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the source of the memory; null for none.</summary>
    public MemorySource? Source { get; init; }

    /// <summary>Gets the metadata of the memory, for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = MemoryItem.NoMetadata;

    /// <summary>Gets the vector of the memory; null for none. A memory that is replaced loses its earlier vector.</summary>
    public MemoryVector? Vector { get; init; }

    /// <summary>Gets the maximum number of memories of the owner, from 1.</summary>
    public required long MaxMemories { get; init; }

    /// <summary>Splits a memory into its words, as <see cref="Words"/> contains them. For stores that must split all memories again after the rules have changed.</summary>
    /// <param name="key">The memory's key; null when it has none.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The folded words in UTF-8, with spaces between them.</returns>
    public static ReadOnlyMemory<byte> WordsOf(string? key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SearchWords.Join(SearchWords.Of($"{key}\n{text}"));
    }

    /// <summary>Checks a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    public static string CheckKey(string key) => KeyRules.Check(key, "memory key", MaxKeyBytes, nameof(key));

    /// <summary>Checks the rules for memories that every store enforces.</summary>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    /// <exception cref="ArgumentException">The text is empty, or it or the metadata is not well-formed Unicode.</exception>
    public void EnsureWellFormed()
    {
        if (Key is not null)
            CheckKey(Key);
        if (Text.Length == 0)
            throw new ArgumentException("The text of a memory is empty. To be rid of a memory, forget it.");
        if (LoneSurrogates.HasOne(Text))
            throw new ArgumentException("The text of a memory has a lone surrogate.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMemories, 1);
        foreach (var (name, value) in Metadata)
        {
            if (LoneSurrogates.HasOne(name) || LoneSurrogates.HasOne(value))
                throw new ArgumentException($"The metadata under '{name}' has a lone surrogate.");
        }
    }

    /// <summary>Returns the memory as the store holds it after the write.</summary>
    /// <param name="id">The id of the memory.</param>
    /// <param name="before">The memory that is replaced; null for a new one.</param>
    public MemoryItem ToItem(MemoryId id, MemoryItem? before) => new()
    {
        Id = id,
        Key = Key,
        Text = Text,
        Version = (before?.Version ?? 0) + 1,
        CreatedAt = before?.CreatedAt ?? At,
        UpdatedAt = At,
        Source = Source,
        Metadata = Metadata,
    };
}
