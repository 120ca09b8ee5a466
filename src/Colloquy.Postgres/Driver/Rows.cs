using System.Text;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads columns.</summary>
internal static class Rows
{
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static byte[]? BytesOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    public static Position Position(this NpgsqlDataReader row, int column) => new(row.GetInt64(column));

    /// <summary>Reads text that is kept as UTF-8 bytes.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column));

    public static string? StringOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The bytes in which text is kept that can hold U+0000.</summary>
    public static byte[]? ToBytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    /// <summary>Returns a name as text columns hold it; null for what cannot be a name, so that it is looked for and not found: text columns hold neither U+0000 nor lone surrogates.</summary>
    public static string? NameOrNull(string text)
    {
        if (text.Contains('\0'))
            return null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return null;
        }

        return text;
    }

    /// <summary>Returns the array of bytes that are one, and copies others.</summary>
    public static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) && segment is { Offset: 0, Array: { } array } && array.Length == segment.Count ? array : bytes.ToArray();
}
