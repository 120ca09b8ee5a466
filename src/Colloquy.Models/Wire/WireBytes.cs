using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Colloquy.Models;

/// <summary>Makes bytes readable that a JSON reader refuses, without losing what they may become together with the next ones.</summary>
internal static class WireBytes
{
    /// <summary>What stands for a byte that is not UTF-8: U+DC80 to U+DCFF, as Python's <c>surrogateescape</c> has it.</summary>
    public const char FirstStandIn = '\uDC80';

    /// <summary>The last one.</summary>
    public const char LastStandIn = '\uDCFF';

    /// <summary>Writes bytes that are not UTF-8 as escapes of their stand-ins.</summary>
    public static ReadOnlySpan<byte> EscapeInvalid(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
            return utf8;

        var written = new ArrayBufferWriter<byte>(utf8.Length + 16);
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out _, out var length) == OperationStatus.Done)
                written.Write(utf8[..length]);
            else
                foreach (var invalid in utf8[..length])
                    written.Write(Encoding.ASCII.GetBytes($"\\udc{invalid:x2}"));

            utf8 = utf8[length..];
        }

        return written.WrittenSpan;
    }

    /// <summary>Writes <c>null</c> for <c>NaN</c> and infinities, which Python writes and JSON does not know.</summary>
    public static bool TryReplaceNotNumbers(ReadOnlySpan<byte> json, out byte[] replaced)
    {
        var written = new ArrayBufferWriter<byte>(json.Length);
        var (inString, found) = (false, false);
        for (var i = 0; i < json.Length; i++)
        {
            var at = json[i..];
            var word = inString ? 0 : at.StartsWith("NaN"u8) ? 3 : at.StartsWith("Infinity"u8) ? 8 : at.StartsWith("-Infinity"u8) ? 9 : 0;
            if (word > 0)
            {
                written.Write("null"u8);
                found = true;
                i += word - 1;
                continue;
            }

            var length = inString && at[0] == '\\' && at.Length > 1 ? 2 : 1;
            inString ^= length == 1 && at[0] == '"';
            written.Write(at[..length]);
            i += length - 1;
        }

        replaced = found ? written.WrittenSpan.ToArray() : [];
        return found;
    }

    /// <summary>Reads a JSON string's content, lone surrogates included.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            text.Append(source[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(source.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => other,
            });
            i += source[i] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }
}
