using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>How many bytes messages take in memory, about.</summary>
internal static class MessageSize
{
    /// <summary>What a message takes besides its text.</summary>
    public const int Base = 450;

    /// <summary>The size of a message by its entry, of which a text has two bytes for a letter, and by the content that is kept beside the log.</summary>
    public static long Of(Entry entry, ChatMessage message)
    {
        long size = Of(entry);
        for (var i = 0; i < message.Contents.Count; i++)
            size += Beside(message.Contents[i]);
        return size;
    }

    public static long Of(Entry entry) => Base + (2L * entry.Payload.Length);

    private static long Beside(AIContent content) => content switch
    {
        DataContent { Data.Length: > Attachments.Threshold } data => data.Data.Length,
        FunctionResultContent => ResultContents.Of(content) is { } results ? results.Sum(Beside) : 0,
        _ => 0,
    };
}
