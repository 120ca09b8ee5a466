namespace Colloquy.Storage;

/// <summary>Represents another value for a key of state.</summary>
/// <param name="Expected">The key with the version and the value that it must have. The value is not empty.</param>
/// <param name="Value">The new value, not empty.</param>
public sealed record StateRewrite(StoredState Expected, ReadOnlyMemory<byte> Value)
{
    /// <summary>Checks that neither value is empty: an empty one is a removal.</summary>
    /// <exception cref="ArgumentException">A value is empty.</exception>
    public void EnsureWellFormed()
    {
        if (Expected.Value.IsEmpty || Value.IsEmpty)
            throw new ArgumentException($"The key '{Expected.Key}' cannot be rewritten from or to a removal.");
    }
}
