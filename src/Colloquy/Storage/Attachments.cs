using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Keeps large binary content of messages once, by hash, beside the log, and puts it back when they are read.</summary>
internal static class Attachments
{
    /// <summary>Content of more bytes than this is kept beside the log.</summary>
    public const int Threshold = 64 * 1024;

    /// <summary>Returns the message as it is stored; the very message when nothing in it is large.</summary>
    public static ChatMessage Detach(ChatMessage message, EntryWriter writer)
    {
        ChatMessage? stored = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not DataContent { Data.Length: > Threshold } data)
                continue;

            stored ??= WithOwnContents(message);
            var blob = Blob.Of(data.Data);
            writer.Keep(blob);
            stored.Contents[i] = new BlobContent { Hash = blob.Hash, MediaType = data.MediaType, Name = data.Name, AdditionalProperties = data.AdditionalProperties };
        }

        return stored ?? message;
    }

    public static bool HasAny(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is BlobContent)
                return true;
        }

        return false;
    }

    /// <summary>Puts content back into a message that was read.</summary>
    public static async ValueTask AttachAsync(ChatMessage message, Position position, SessionLog log, CancellationToken cancellationToken)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not BlobContent reference)
                continue;

            var blob = await log.Store.GetBlobAsync(log.Key, reference.Hash, cancellationToken).ConfigureAwait(false)
                ?? throw new CorruptEntryException(log.Key, position, $"refers to content {reference.Hash} that is not there");
            message.Contents[i] = new DataContent(blob.Bytes, reference.MediaType ?? "application/octet-stream")
            {
                Name = reference.Name,
                AdditionalProperties = reference.AdditionalProperties,
            };
        }
    }

    private static ChatMessage WithOwnContents(ChatMessage message)
    {
        var copy = message.Clone();
        copy.Contents = [.. message.Contents];
        return copy;
    }
}
