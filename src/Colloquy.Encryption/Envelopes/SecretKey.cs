using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>A random key of 256 bits. It is used through keys that are derived from it (HKDF, RFC 5869), one for each use.</summary>
internal sealed class SecretKey
{
    public const int Size = 32;

    private readonly byte[] _bytes;

    /// <summary>Creates a key.</summary>
    /// <param name="bytes">The bytes, which belong to the key.</param>
    public SecretKey(byte[] bytes)
    {
        _bytes = bytes;
        Span<byte> id = stackalloc byte[sizeof(uint)];
        Expand("id", id);
        Id = BinaryPrimitives.ReadUInt32BigEndian(id);
    }

    /// <summary>The id, which follows from the bytes and does not tell them.</summary>
    public uint Id { get; }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public static SecretKey Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>An id as people read it.</summary>
    public static string Show(uint id) => id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Derives the key of a use.</summary>
    public byte[] Derive(string use)
    {
        var derived = new byte[Size];
        Expand(use, derived);
        return derived;
    }

    public void Clear() => CryptographicOperations.ZeroMemory(_bytes);

    private void Expand(string use, Span<byte> output) => HKDF.Expand(HashAlgorithmName.SHA256, _bytes, output, Encoding.ASCII.GetBytes($"colloquy/1 {use}"));
}
