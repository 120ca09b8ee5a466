using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Storage;

/// <summary>Computes the hashes of entries: payload with salt, and the chain over headers by position.</summary>
public static class EntryHash
{
    /// <summary>The number of bytes of a salt.</summary>
    public const int SaltSize = 16;

    /// <summary>Returns the chain of an empty session: a hash of its key, so that entries of one session do not verify in another.</summary>
    public static Digest Seed(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Digest.Of(Encoding.UTF8.GetBytes($"colloquy/1\n{key.App}\n{key.Owner.StoredUser}\n{key.Id}"));
    }

    /// <summary>Returns the hash of a payload with its salt.</summary>
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

    /// <summary>Returns the chain at an entry, from the chain at the entry before it and this one's header and payload hash.</summary>
    /// <param name="previous">The chain at the position before; <see cref="Seed"/> for the first entry.</param>
    /// <param name="entry">The entry; its own <see cref="Entry.Chain"/> is not read.</param>
    public static Digest OfChain(Digest previous, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return OfChain(previous, entry.PayloadHash, entry.Position, entry.Parent, entry.Segment, entry.TurnStart, entry.At, entry.Kind, entry.Subject, entry.Author);
    }

    /// <summary>The chain at an entry that is yet to be made.</summary>
    internal static Digest OfChain(Digest previous, Digest payload, Position position, Position parent, Position segment, Position turn, DateTimeOffset at, EntryKind kind, string? subject, string? author)
    {
        var size = (Digest.Size * 2) + (5 * sizeof(long)) + TextSize(kind.Value) + TextSize(subject) + TextSize(author);
        var buffer = size <= 1024 ? stackalloc byte[size] : new byte[size];
        previous.CopyTo(buffer);
        payload.CopyTo(buffer[Digest.Size..]);
        var rest = buffer[(Digest.Size * 2)..];
        WriteNumber(ref rest, position.Value);
        WriteNumber(ref rest, parent.Value);
        WriteNumber(ref rest, segment.Value);
        WriteNumber(ref rest, turn.Value);
        WriteNumber(ref rest, at.ToUnixTimeMilliseconds());
        WriteText(ref rest, kind.Value);
        WriteText(ref rest, subject);
        WriteText(ref rest, author);
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
