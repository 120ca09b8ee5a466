using System.Buffers;
using System.Text;

namespace Colloquy;

/// <summary>Writes text as HTML shows it: none of it is markup, in content and in attributes.</summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(['&', '<', '>', '"', '\'']);

    public static void Write(string text, IBufferWriter<byte> output)
    {
        var left = VisibleText.Of(text).AsSpan();
        while (left.IndexOfAny(Special) is var at and >= 0)
        {
            Encoding.UTF8.GetBytes(left[..at], output);
            output.Write(left[at] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                _ => "&#39;"u8,
            });
            left = left[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(left, output);
    }
}
