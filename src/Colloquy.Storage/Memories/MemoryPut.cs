namespace Colloquy.Storage;

/// <summary>A memory that is to be kept.</summary>
public sealed record MemoryPut
{
    private const int MaxKeyBytes = 256;

    /// <summary>Whose it is.</summary>
    public required MemoryOwner Owner { get; init; }

    /// <summary>Gets the key whose memory it replaces, when there is one; null to add a text on its own.</summary>
    public string? Key { get; init; }

    /// <summary>What is remembered.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the words of key and text, folded, in UTF-8, a space between them; empty when there are none. <see cref="WordsOf"/> makes them.</summary>
    public required ReadOnlyMemory<byte> Words { get; init; }

    /// <summary>When it is written, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where it came from.</summary>
    public MemorySource? Source { get; init; }

    /// <summary>Facts about the memory for programs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = MemoryItem.NoMetadata;

    /// <summary>What it means; null when that is not known. A memory that is replaced loses the vector it had.</summary>
    public MemoryVector? Vector { get; init; }

    /// <summary>How many memories the owner may have, from 1.</summary>
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
    /// <exception cref="InvalidKeyException">It breaks the rules for names.</exception>
    public static string CheckKey(string key) => KeyRules.Check(key, "memory key", MaxKeyBytes, nameof(key));

    /// <summary>Checks what every store refuses.</summary>
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

    /// <summary>Gets the memory as the store holds it afterwards.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="before">What it replaces; null when it is new.</param>
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
