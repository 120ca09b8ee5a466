using System.Buffers.Binary;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>The place of an entry, as bytes: its session, its chain, which stands for all that came before it, and its own header.</summary>
/// <remarks>The bytes are bound as they are: a hash of them would cost as much as the encryption.</remarks>
internal static class EntryPlace
{
    private const int FixedSize = 2 + (3 * Digest.Size) + (5 * sizeof(long));

    public static int SizeOf(Entry entry) => FixedSize + SizeOf(entry.Kind.Value) + SizeOf(entry.Subject) + SizeOf(entry.Author);

    public static void Write(in Digest session, Entry entry, Span<byte> place)
    {
        place[0] = Envelope.Version;
        place[1] = (byte)Purpose.Entry;
        session.CopyTo(place[2..]);
        entry.Chain.CopyTo(place[(2 + Digest.Size)..]);
        entry.PayloadHash.CopyTo(place[(2 + (2 * Digest.Size))..]);
        var rest = place[(2 + (3 * Digest.Size))..];
        Write(ref rest, entry.Position.Value);
        Write(ref rest, entry.Parent.Value);
        Write(ref rest, entry.Segment.Value);
        Write(ref rest, entry.TurnStart.Value);
        Write(ref rest, entry.At.ToUnixTimeMilliseconds());
        Write(ref rest, entry.Kind.Value);
        Write(ref rest, entry.Subject);
        Write(ref rest, entry.Author);
    }

    private static int SizeOf(string? text) => sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    private static void Write(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, value);
        rest = rest[sizeof(long)..];
    }

    private static void Write(ref Span<byte> rest, string? text)
    {
        var bytes = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(rest, text is null ? -1 : bytes);
        rest = rest[(sizeof(int) + bytes)..];
    }
}
