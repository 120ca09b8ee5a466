using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>Envelopes of texts, as text.</summary>
internal static class EnvelopeText
{
    public static string Seal(AesGcm cipher, uint keyId, in Place place, string text)
    {
        var envelope = new byte[Envelope.Overhead + Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, Envelope.ContentOf(envelope));
        Envelope.Seal(cipher, keyId, place, envelope);
        return Base64Url.EncodeToString(envelope);
    }

    /// <summary>Reads the bytes of an envelope; none of a text that is no envelope.</summary>
    public static byte[] Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];

    public static string TextOf(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content);
}
