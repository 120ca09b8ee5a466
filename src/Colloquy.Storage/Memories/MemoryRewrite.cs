namespace Colloquy.Storage;

/// <summary>Represents other bytes for a memory.</summary>
/// <param name="Expected">The memory with the id and the text that it must have.</param>
/// <param name="ExpectedVector">The vector that it must have; null for none.</param>
/// <param name="Key">The new key; null for none.</param>
/// <param name="Text">The new text, not empty.</param>
/// <param name="Metadata">The new metadata.</param>
/// <param name="Vector">The new vector; null for none.</param>
public sealed record MemoryRewrite(MemoryItem Expected, MemoryVector? ExpectedVector, string? Key, string Text, IReadOnlyDictionary<string, string> Metadata, MemoryVector? Vector)
{
    /// <summary>Checks the rules for memories that every store enforces.</summary>
    /// <exception cref="ArgumentException">The text is empty, or a text is not well-formed Unicode.</exception>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    public void EnsureWellFormed() =>
        new MemoryPut { Owner = new MemoryOwner(new SessionOwner()), Key = Key, Text = Text, Words = default, At = Expected.UpdatedAt, Metadata = Metadata, MaxMemories = 1 }.EnsureWellFormed();

    /// <summary>Returns a value that indicates whether a memory has the expected text and vector.</summary>
    /// <param name="item">The stored memory.</param>
    /// <param name="vector">Its stored vector; null for none.</param>
    public bool Fits(MemoryItem item, MemoryVector? vector)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Id == Expected.Id && item.Text == Expected.Text && item.Key == Expected.Key
            && (vector is null || ExpectedVector is null ? vector is null && ExpectedVector is null : vector.Model == ExpectedVector.Model && vector.Values.SequenceEqual(ExpectedVector.Values));
    }
}
