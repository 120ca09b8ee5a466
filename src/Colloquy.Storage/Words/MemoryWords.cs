namespace Colloquy.Storage;

/// <summary>The words that memories are found by. For stores that make them anew when the way has changed in which texts are taken apart.</summary>
public static class MemoryWords
{
    /// <summary>Takes a memory apart, as <see cref="MemoryPut.Words"/> has it.</summary>
    /// <param name="key">The memory's key; null without one.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The folded words in UTF-8, with spaces between them.</returns>
    public static ReadOnlyMemory<byte> Of(string? key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SearchWords.Join(SearchWords.Of($"{key}\n{text}"));
    }
}
