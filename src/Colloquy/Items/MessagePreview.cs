using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes short texts of messages, for lists.</summary>
internal static class MessagePreview
{
    private const int PreviewLength = 200;

    /// <summary>Returns the beginning of a message's text; null when it has none.</summary>
    public static string? Of(ChatMessage message) => Of(message.Withhold().Text);

    /// <summary>Returns the beginning of a text; null when it is empty.</summary>
    public static string? Of(string whole)
    {
        var text = LoneSurrogates.Replace(whole);
        if (text.Length <= PreviewLength)
            return text.Length == 0 ? null : text;

        return text[..(char.IsHighSurrogate(text[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength)];
    }
}
