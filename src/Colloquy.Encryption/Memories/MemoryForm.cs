using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>The forms that are encrypted for a memory, and the places that they are bound to.</summary>
internal static class MemoryForm
{
    private const int LengthSize = sizeof(int);

    /// <summary>Returns the name under which a memory's key, or the model of a vector, is stored.</summary>
    public static string NameOf(OwnerKey key, string what, string name) => Base64Url.EncodeToString(HMACSHA256.HashData(key.Names, Encoding.UTF8.GetBytes($"{what}\n{name}")));

    /// <summary>The place of a memory's text.</summary>
    public static Place OfText(Digest scope, string? storedKey, DateTimeOffset updatedAt) =>
        Place.Named(Purpose.Memory, scope, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{updatedAt.ToUnixTimeMilliseconds()}\n{storedKey}"));

    /// <summary>The place of what goes with a text: its envelope, of which no two are equal, stands for the text.</summary>
    public static Place Beside(Purpose purpose, Digest scope, ReadOnlySpan<byte> text, string name)
    {
        Span<byte> where = new byte[Envelope.NonceSize + Encoding.UTF8.GetByteCount(name)];
        Envelope.NonceOf(text).CopyTo(where);
        Encoding.UTF8.GetBytes(name, where[Envelope.NonceSize..]);
        return new Place(purpose, scope, Digest.Of(where));
    }

    public static byte[] WriteText(string? key, string text)
    {
        var size = key is null ? 0 : Encoding.UTF8.GetByteCount(key);
        var form = new byte[LengthSize + size + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(form, key is null ? -1 : size);
        if (key is not null)
            Encoding.UTF8.GetBytes(key, form.AsSpan(LengthSize));
        Encoding.UTF8.GetBytes(text, form.AsSpan(LengthSize + size));
        return form;
    }

    public static (string? Key, string Text) ReadText(ReadOnlySpan<byte> form)
    {
        var size = BinaryPrimitives.ReadInt32BigEndian(form);
        return size < 0
            ? (null, Encoding.UTF8.GetString(form[LengthSize..]))
            : (Encoding.UTF8.GetString(form.Slice(LengthSize, size)), Encoding.UTF8.GetString(form[(LengthSize + size)..]));
    }

    public static int SizeOf(MemoryVector vector) => LengthSize + Encoding.UTF8.GetByteCount(vector.Model) + (vector.Dimension * sizeof(float));

    public static byte[] WriteVector(MemoryVector vector)
    {
        var form = new byte[SizeOf(vector)];
        var size = Encoding.UTF8.GetBytes(vector.Model, form.AsSpan(LengthSize));
        BinaryPrimitives.WriteInt32BigEndian(form, size);
        var rest = form.AsSpan(LengthSize + size);
        for (var i = 0; i < vector.Dimension; i++)
            BinaryPrimitives.WriteSingleLittleEndian(rest[(i * sizeof(float))..], vector.Values[i]);
        return form;
    }

    public static MemoryVector ReadVector(ReadOnlySpan<byte> form)
    {
        var size = BinaryPrimitives.ReadInt32BigEndian(form);
        var rest = form[(LengthSize + size)..];
        var values = new float[rest.Length / sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            rest.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(rest[(i * sizeof(float))..]);
        }

        return new MemoryVector(Encoding.UTF8.GetString(form.Slice(LengthSize, size)), values);
    }
}
