using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>The form of encrypted data: a version, the id of the key, a random nonce, the ciphertext of AES-256-GCM, and its tag (NIST SP 800-38D).</summary>
internal static class Envelope
{
    /// <summary>The number of bytes that an envelope is longer than its content.</summary>
    public const int Overhead = HeaderSize + NonceSize + TagSize;

    public const int NonceSize = 12;
    public const byte Version = 1;
    private const int HeaderSize = 1 + sizeof(uint);
    private const int TagSize = 16;
    private const int Start = HeaderSize + NonceSize;

    /// <summary>Encrypts the content that stands in an envelope already, where <see cref="ContentOf"/> says.</summary>
    public static void Seal(AesGcm cipher, uint keyId, in Place place, Span<byte> envelope)
    {
        Span<byte> bound = stackalloc byte[Place.Size];
        place.CopyTo(bound);
        Seal(cipher, keyId, bound, envelope);
    }

    /// <summary>Encrypts the content that stands in an envelope already, bound to the bytes of a place.</summary>
    public static void Seal(AesGcm cipher, uint keyId, ReadOnlySpan<byte> bound, Span<byte> envelope)
    {
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(envelope[1..], keyId);
        var nonce = envelope.Slice(HeaderSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        var content = ContentOf(envelope);
        cipher.Encrypt(nonce, content, content, envelope[^TagSize..], bound);
    }

    /// <summary>The part of an envelope that holds the content.</summary>
    public static Span<byte> ContentOf(Span<byte> envelope) => envelope[Start..^TagSize];

    /// <summary>The nonce of an envelope, which no other has.</summary>
    public static ReadOnlySpan<byte> NonceOf(ReadOnlySpan<byte> envelope) => envelope.Slice(HeaderSize, NonceSize);

    /// <summary>Reads the id of the key of an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="keyId">The id.</param>
    /// <returns>What is wrong with the envelope, as the end of a sentence; null for nothing.</returns>
    public static string? Inspect(ReadOnlySpan<byte> envelope, out uint keyId)
    {
        keyId = 0;
        if (envelope.Length < Overhead)
            return "is not encrypted, or was cut off";
        if (envelope[0] != Version)
            return $"is not encrypted, or in a form of a later version ({envelope[0]})";

        keyId = BinaryPrimitives.ReadUInt32BigEndian(envelope[1..]);
        return null;
    }

    /// <summary>Decrypts an envelope that <see cref="Inspect"/> found nothing wrong with.</summary>
    /// <returns>true; false when the envelope was changed, or belongs to another place.</returns>
    public static bool TryOpen(AesGcm cipher, in Place place, ReadOnlySpan<byte> envelope, Span<byte> content)
    {
        Span<byte> bound = stackalloc byte[Place.Size];
        place.CopyTo(bound);
        return TryOpen(cipher, bound, envelope, content);
    }

    /// <summary>Decrypts an envelope that is bound to the bytes of a place.</summary>
    public static bool TryOpen(AesGcm cipher, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> envelope, Span<byte> content)
    {
        try
        {
            cipher.Decrypt(NonceOf(envelope), envelope[Start..^TagSize], envelope[^TagSize..], content, bound);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
