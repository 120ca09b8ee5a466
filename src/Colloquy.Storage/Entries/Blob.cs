namespace Colloquy.Storage;

/// <summary>Represents content that a session stores once, by its hash, outside the log: large attachments, the text of instructions and tools.</summary>
/// <param name="Hash">The SHA-256 hash of <paramref name="Bytes"/>.</param>
/// <param name="Bytes">The content.</param>
public sealed record Blob(Digest Hash, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Creates a blob of bytes, and computes their hash.</summary>
    public static Blob Of(ReadOnlyMemory<byte> bytes) => new(Digest.Of(bytes.Span), bytes);
}
