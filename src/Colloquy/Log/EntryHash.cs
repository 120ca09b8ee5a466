using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy;

/// <summary>Computes the hashes of entries: payload with salt, and the chain over headers by position.</summary>
public static class EntryHash
{
    /// <summary>The number of bytes of a salt.</summary>
    public const int SaltSize = 16;

    /// <summary>The chain of an empty session: a hash of its key, so that entries of one session prove nothing in another.</summary>
    public static Digest Seed(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Digest.Of(Encoding.UTF8.GetBytes($"colloquy/1\n{key.App}\n{key.User}\n{key.Id}"));
    }

    /// <summary>The hash of a payload with its salt.</summary>
    public static Digest OfPayload(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        var size = salt.Length + payload.Length;
        if (size > 1024)
            return OfLongPayload(salt, payload);

        Span<byte> buffer = stackalloc byte[size];
        salt.CopyTo(buffer);
        payload.CopyTo(buffer[salt.Length..]);
        return Digest.Of(buffer);
    }

    /// <summary>The chain at an entry, from the chain at the entry before it and this one's header and payload hash.</summary>
    /// <param name="previous">The chain at the position before; <see cref="Seed"/> for the first entry.</param>
    /// <param name="entry">The entry; its own <see cref="Entry.Chain"/> is not looked at.</param>
    public static Digest OfChain(Digest previous, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var size = (Digest.Size * 2) + (5 * sizeof(long)) + TextSize(entry.Kind.Value) + TextSize(entry.Subject) + TextSize(entry.Author);
        var buffer = size <= 1024 ? stackalloc byte[size] : new byte[size];
        previous.CopyTo(buffer);
        entry.PayloadHash.CopyTo(buffer[Digest.Size..]);
        var rest = buffer[(Digest.Size * 2)..];
        WriteNumber(ref rest, entry.Position.Value);
        WriteNumber(ref rest, entry.Parent.Value);
        WriteNumber(ref rest, entry.Segment.Value);
        WriteNumber(ref rest, entry.Turn.Value);
        WriteNumber(ref rest, entry.At.ToUnixTimeMilliseconds());
        WriteText(ref rest, entry.Kind.Value);
        WriteText(ref rest, entry.Subject);
        WriteText(ref rest, entry.Author);
        return Digest.Of(buffer);
    }

    private static Digest OfLongPayload(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(payload);
        Span<byte> result = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(result);
        return new Digest(result);
    }

    private static int TextSize(string? text) => sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    private static void WriteNumber(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, value);
        rest = rest[sizeof(long)..];
    }

    private static void WriteText(ref Span<byte> rest, string? text)
    {
        var bytes = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(rest, text is null ? -1 : bytes);
        rest = rest[(sizeof(int) + bytes)..];
    }
}
