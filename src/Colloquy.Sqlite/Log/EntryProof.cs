using System.Buffers.Binary;

namespace Colloquy.Sqlite;

/// <summary>What an entry's row keeps to tell damage from data: payload hash, chain, the payload's checksum, its salt; of one that was pruned, the hashes only.</summary>
/// <remarks>The checksum (CRC-32C, as in RFC 3720) finds a damaged payload in every read, for a fortieth of what a SHA-256 costs; the hashes are for audits.</remarks>
internal static class EntryProof
{
    private const int Chain = Digest.Size;
    private const int Checksum = 2 * Digest.Size;
    private const int Salt = Checksum + sizeof(uint);

    public static int SizeOf(Entry entry) => Salt + entry.Salt.Length;

    public static void Write(Entry entry, Span<byte> proof)
    {
        entry.PayloadHash.CopyTo(proof);
        entry.Chain.CopyTo(proof[Chain..]);
        BinaryPrimitives.WriteUInt32LittleEndian(proof[Checksum..], Crc32C.Of(entry.Payload.Span));
        entry.Salt.Span.CopyTo(proof[Salt..]);
    }

    /// <summary>The proof of an entry that was pruned is its two hashes.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> proof) => proof.Length is Checksum or >= Salt;

    public static Digest PayloadHashOf(ReadOnlySpan<byte> proof) => new(proof[..Digest.Size]);

    public static Digest ChainOf(ReadOnlySpan<byte> proof) => new(proof.Slice(Chain, Digest.Size));

    public static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> proof) => proof.Length == Checksum ? default : proof[Salt..];

    public static bool Fits(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> payload) =>
        proof.Length == Checksum ? payload.IsEmpty : BinaryPrimitives.ReadUInt32LittleEndian(proof[Checksum..]) == Crc32C.Of(payload);
}
