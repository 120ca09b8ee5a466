using System.Text;

namespace Colloquy.Models;

/// <summary>Puts text together whose pieces may be cut within a character: what is not whole yet waits for the next piece.</summary>
internal sealed class WireText
{
    private string _held = "";

    /// <summary>Adds a piece, and returns what is whole now.</summary>
    public string Add(string piece)
    {
        if (_held.Length == 0 && !HasSurrogate(piece))
            return piece;

        var text = _held + piece;
        var whole = text.Length - TailLength(text);
        _held = text[whole..];
        return MakeWellFormed(text[..whole]);
    }

    /// <summary>Returns what is left, with U+FFFD for what never became whole.</summary>
    public string Rest()
    {
        var rest = MakeWellFormed(_held);
        _held = "";
        return rest;
    }

    /// <summary>Makes text well-formed: bytes that form characters become those, what forms none becomes U+FFFD.</summary>
    public static string MakeWellFormed(string text)
    {
        if (!HasSurrogate(text))
            return text;

        var wellFormed = new StringBuilder(text.Length);
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (IsStandIn(text[i]))
            {
                bytes.Add((byte)(text[i] - WireBytes.FirstStandIn + 0x80));
                continue;
            }

            Flush();
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                wellFormed.Append(text, i++, 2);
            else
                wellFormed.Append(char.IsSurrogate(text[i]) ? '\uFFFD' : text[i]);
        }

        Flush();
        return wellFormed.ToString();

        void Flush()
        {
            wellFormed.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }

    private static bool HasSurrogate(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    private static bool IsStandIn(char value) => value is >= WireBytes.FirstStandIn and <= WireBytes.LastStandIn;

    /// <summary>How many characters at the end may be the beginning of one character.</summary>
    private static int TailLength(string text)
    {
        if (text.Length == 0)
            return 0;
        if (char.IsHighSurrogate(text[^1]))
            return 1;

        // The low half of a pair looks like a stand-in; the high half before it tells them apart.
        for (var length = 1; length <= 3 && length <= text.Length && IsStandIn(text[^length]); length++)
        {
            if (length < text.Length && char.IsHighSurrogate(text[^(length + 1)]))
                return 0;

            var lead = text[^length] - WireBytes.FirstStandIn + 0x80;
            var needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
            if (needed > 0)
                return length < needed ? length : 0;
        }

        return 0;
    }
}
