namespace Colloquy;

/// <summary>Thrown when binary content of a message is larger than a session takes. The message was not written.</summary>
public sealed class AttachmentTooLargeException : ColloquyException
{
    internal AttachmentTooLargeException(SessionKey key, string mediaType, long size, long limit)
        : base(FormattableString.Invariant($"Content of type {mediaType} of {size:#,0} bytes is more than session {key} takes, which is {limit:#,0} bytes. Send less, such as a smaller picture or a part of the document; keep it elsewhere and send a link; or raise OpenSessionOptions.MaxAttachmentBytes."))
    {
        Key = key;
        MediaType = mediaType;
        Size = size;
        Limit = limit;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The content's media type.</summary>
    public string MediaType { get; }

    /// <summary>The content's size, in bytes.</summary>
    public long Size { get; }

    /// <summary>The limit, in bytes.</summary>
    public long Limit { get; }
}
