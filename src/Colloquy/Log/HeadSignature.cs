using System.Buffers.Binary;

namespace Colloquy;

/// <summary>Represents a signature over a session's chain at a position: it proves what all entries up to there were, to everybody who has the public key.</summary>
/// <param name="Position">The position.</param>
/// <param name="Chain">The chain at the position.</param>
/// <param name="KeyId">The id of the key.</param>
/// <param name="Algorithm">The name of the algorithm, such as <c>ES256</c>.</param>
/// <param name="Signature">The signature.</param>
public sealed record HeadSignature(Position Position, Digest Chain, string KeyId, string Algorithm, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Returns the bytes that are signed: a prefix, the hash of the session's key, the position (8 bytes, big endian) and the chain.</summary>
    /// <param name="key">The session.</param>
    /// <param name="position">The position.</param>
    /// <param name="chain">The chain at the position.</param>
    public static byte[] ToSign(SessionKey key, Position position, Digest chain)
    {
        var data = new byte[Prefix.Length + (2 * Digest.Size) + sizeof(long)];
        Prefix.CopyTo(data);
        EntryHash.Seed(key).CopyTo(data.AsSpan(Prefix.Length));
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(Prefix.Length + Digest.Size), position.Value);
        chain.CopyTo(data.AsSpan(Prefix.Length + Digest.Size + sizeof(long)));
        return data;
    }

    /// <summary>Compares two signatures by their values.</summary>
    /// <param name="other">The other signature.</param>
    public bool Equals(HeadSignature? other) =>
        other is not null && Position == other.Position && Chain == other.Chain && KeyId == other.KeyId && Algorithm == other.Algorithm && Signature.Span.SequenceEqual(other.Signature.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Position, Chain, KeyId);

    private static ReadOnlySpan<byte> Prefix => "colloquy/head/1\n"u8;
}
