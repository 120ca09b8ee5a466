namespace Colloquy;

/// <summary>The exception that is thrown when data exceeds a limit of size. Nothing was written, except the beginning of an answer that is too long.</summary>
public sealed class SizeLimitException : ColloquyException
{
    private SizeLimitException(SizeLimit kind, long limit, long? size, string message)
        : base(message) => (Kind, Limit, Size) = (kind, limit, size);

    /// <summary>Gets the limit that was exceeded.</summary>
    public SizeLimit Kind { get; }

    /// <summary>Gets the value of the limit, in the unit of <see cref="Kind"/>.</summary>
    public long Limit { get; }

    /// <summary>Gets the size that was refused, in the same unit; null when it is not known, for example since an answer was not read to its end.</summary>
    public long? Size { get; }

    /// <summary>Gets the session; null for memories, for state that does not belong to a session, and for an agent that ran without one.</summary>
    public SessionKey? Key { get; private init; }

    /// <summary>Gets the owner of the memories, or of the state of a user or an application; otherwise null.</summary>
    public SessionOwner? Owner { get; private init; }

    /// <summary>Gets what is too large within its session or owner: the key of a value in the state or of a memory, or the media type of an attachment; otherwise null.</summary>
    public string? Item { get; private init; }

    /// <summary>Gets a value that indicates whether the session has no room for the commit.</summary>
    internal bool IsSessionFull => Kind is SizeLimit.SessionEntries or SizeLimit.SessionBytes;

    /// <summary>Creates the exception for a commit that would make a session exceed a limit.</summary>
    /// <param name="key">The session.</param>
    /// <param name="kind">The limit: <see cref="SizeLimit.SessionEntries"/> or <see cref="SizeLimit.SessionBytes"/>.</param>
    /// <param name="limit">The value of the limit.</param>
    /// <param name="size">The size that the session would have.</param>
    public static SizeLimitException Session(SessionKey key, SizeLimit kind, long limit, long size)
    {
        var (unit, option) = kind == SizeLimit.SessionBytes ? ("bytes", "MaxBytes") : ("entries", "MaxEntries");
        return new SizeLimitException(kind, limit, size, FormattableString.Invariant($"Session {key} is full: with this it would have {size:#,0} {unit}, and its {option} is {limit:#,0}. Prune it (session.Retention.PruneAsync), which makes room; go on in another session, with a summary or a document of this one; or raise the limit. Undo, closing, deleting and the end of a running turn are possible as before. A fork shares the log and makes no room.")) { Key = key };
    }

    /// <summary>Creates the exception for an owner with the maximum number of memories.</summary>
    /// <param name="owner">The owner of the memories.</param>
    /// <param name="limit">The number of memories that the owner may have.</param>
    public static SizeLimitException Memories(MemoryOwner owner, long limit)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new SizeLimitException(SizeLimit.Memories, limit, size: null, FormattableString.Invariant($"The memory of {owner} holds {limit:#,0} texts, and may hold no more. Forget some, replace texts by storing them under keys, or raise MemoryOptions.MaxMemories.")) { Owner = owner.Owner };
    }

    internal static SizeLimitException Memory(MemoryOwner owner, string? key, SizeLimit kind, long bytes, long limit)
    {
        var (what, option) = kind == SizeLimit.MemoryText ? ("text", "MaxTextBytes") : ("metadata", "MaxMetadataBytes");
        return new SizeLimitException(kind, limit, bytes, FormattableString.Invariant($"The {what} of a memory{(key is null ? "" : $" under key '{key}'")} of {owner} has {bytes:#,0} bytes, and {limit:#,0} are allowed. Store it in parts or shorter, or raise MemoryOptions.{option}.")) { Owner = owner.Owner, Item = key };
    }

    internal static SizeLimitException Attachment(SessionKey key, string mediaType, long size, long limit) => new(
        SizeLimit.Attachment,
        limit,
        size,
        FormattableString.Invariant($"Content of type {mediaType} of {size:#,0} bytes is more than session {key} takes, which is {limit:#,0} bytes. Send less, such as a smaller picture or a part of the document; keep it elsewhere and send a link; or raise OpenSessionOptions.MaxAttachmentBytes."))
    {
        Key = key,
        Item = mediaType,
    };

    internal static SizeLimitException State(SizeLimit kind, string scope, SessionKey? session, SessionOwner? owner, string key, long bytes, long limit)
    {
        var (what, advice) = kind == SizeLimit.StateValue
            ? ($"The value of state key '{key}' in the {scope} scope has", "Keep large things elsewhere and their place in the state, or raise StateOptions.MaxValueBytes.")
            : ($"With state key '{key}' all values of the {scope} scope would have", "Remove keys, keep large things elsewhere and their place in the state, or raise StateOptions.MaxTotalBytes.");
        return new SizeLimitException(kind, limit, bytes, FormattableString.Invariant($"{what} {bytes:#,0} bytes of JSON, and {limit:#,0} are allowed. {advice}")) { Key = session, Owner = owner, Item = key };
    }

    internal static SizeLimitException Answer(SessionKey? key, int limit) => new(
        SizeLimit.Answer,
        limit,
        size: null,
        FormattableString.Invariant($"The model's answer{(key is null ? "" : $" on session {key}")} is longer than {limit:#,0} characters, the limit, and was read no further. {(key is null ? "" : "Its beginning is kept as partial. ")}If the model repeats itself, set ChatOptions.MaxOutputTokens or use another model; if its answers are to be so long, raise RunLimits.AnswerCharacters."))
    {
        Key = key,
    };
}
