using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Keeps large binary content of messages once, by hash, beside the log, and puts it back when they are read.</summary>
internal static class Attachments
{
    /// <summary>Content of more bytes than this is kept beside the log.</summary>
    public const int Threshold = 64 * 1024;

    /// <summary>Returns the message as it is stored; the very message when nothing in it is large.</summary>
    /// <exception cref="SizeLimitException">Content in it is larger than the session takes.</exception>
    public static ChatMessage Detach(ChatMessage message, EntryWriter writer, SessionLog log)
    {
        EnsureFits(message.Contents, log);
        if (message.IsTransient())
            return message;

        ChatMessage? stored = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (Detach(message.Contents[i], writer) is not { } content)
                continue;

            stored ??= WithOwnContents(message);
            stored.Contents[i] = content;
        }

        return stored ?? message;
    }

    public static bool HasAny(ChatMessage message) => HasAny(message.Contents);

    /// <summary>Puts content back into a message that was read. What is not there is left out, with a warning.</summary>
    /// <returns>What is missing, as the end of a sentence; null when nothing is.</returns>
    public static ValueTask<string?> AttachAsync(ChatMessage message, Position position, SessionLog log, CancellationToken cancellationToken) =>
        AttachAsync(message.Contents, position, log, cancellationToken);

    private static void EnsureFits(IList<AIContent> contents, SessionLog log)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is DataContent { Data.Length: > Threshold } data && data.Data.Length > log.MaxAttachmentBytes)
                throw SizeLimitException.Attachment(log.Key, data.MediaType, data.Data.Length, log.MaxAttachmentBytes);
            if (ResultContents.Of(contents[i]) is { } results)
                EnsureFits(results, log);
        }
    }

    private static bool HasAny(IList<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is BlobContent || (ResultContents.Of(contents[i]) is { } results && HasAny(results)))
                return true;
        }

        return false;
    }

    /// <summary>A content as it is stored; null when that is the very content.</summary>
    private static AIContent? Detach(AIContent content, EntryWriter writer)
    {
        if (content is DataContent { Data.Length: > Threshold } data)
        {
            var blob = Blob.Of(data.Data);
            writer.Keep(blob);
            return new BlobContent { Hash = blob.Hash, MediaType = data.MediaType, Name = data.Name, AdditionalProperties = data.AdditionalProperties };
        }

        if (content is not FunctionResultContent result || ResultContents.Of(content) is not { } results || !results.Exists(part => part is DataContent { Data.Length: > Threshold }))
            return null;

        return new FunctionResultContent(result.CallId, Detach(results, writer)) { AdditionalProperties = result.AdditionalProperties };
    }

    private static List<AIContent> Detach(List<AIContent> contents, EntryWriter writer) => contents.ConvertAll(content => Detach(content, writer) ?? content);

    private static async ValueTask<string?> AttachAsync(IList<AIContent> contents, Position position, SessionLog log, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var i = 0; i < contents.Count; i++)
        {
            if (ResultContents.Of(contents[i]) is { } results)
                problem = await AttachAsync(results, position, log, cancellationToken).ConfigureAwait(false) ?? problem;
            if (contents[i] is not BlobContent reference)
                continue;

            var (blob, missing) = await ContentReading.FindAsync(log.Store, log.Key, reference.Hash, cancellationToken).ConfigureAwait(false);
            if (blob is null)
            {
                problem = missing!;
                ReadingLog.Unreadable(log.Logger, position, log.Key, problem);
                contents.RemoveAt(i--);
                continue;
            }

            contents[i] = new DataContent(blob.Bytes, reference.MediaType ?? "application/octet-stream")
            {
                Name = reference.Name,
                AdditionalProperties = reference.AdditionalProperties,
            };
        }

        return problem;
    }

    private static ChatMessage WithOwnContents(ChatMessage message)
    {
        var copy = message.Clone();
        copy.Contents = [.. message.Contents];
        return copy;
    }
}
