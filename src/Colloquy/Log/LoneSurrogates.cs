using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds lone surrogates, which JSON cannot hold and for which U+FFFD is stored.</summary>
internal static class LoneSurrogates
{
    public static bool WereReplaced(ChatMessage message, ReadOnlySpan<byte> payload) =>
        (payload.IndexOf("\uFFFD"u8) >= 0 || payload.IndexOf("\\uFFFD"u8) >= 0) && message.Contents.Any(content => content is TextContent { Text: { } text } && HasOne(text));

    public static bool HasOne(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
