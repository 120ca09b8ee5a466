namespace Colloquy;

/// <summary>Specifies a limit of size.</summary>
public enum SizeLimit
{
    /// <summary>The entries with content that a session may have: <c>MaxEntries</c>.</summary>
    SessionEntries = 0,

    /// <summary>The bytes that a session may have: <c>MaxBytes</c>.</summary>
    SessionBytes = 1,

    /// <summary>The memories that an owner may have: <c>MemoryOptions.MaxMemories</c>.</summary>
    Memories = 2,

    /// <summary>The bytes of a memory's text: <c>MemoryOptions.MaxTextBytes</c>.</summary>
    MemoryText = 3,

    /// <summary>The bytes of a memory's metadata: <c>MemoryOptions.MaxMetadataBytes</c>.</summary>
    MemoryMetadata = 4,

    /// <summary>The bytes of one piece of binary content in a message: <c>OpenSessionOptions.MaxAttachmentBytes</c>.</summary>
    Attachment = 5,

    /// <summary>The bytes of a value in a state: <c>StateOptions.MaxValueBytes</c>.</summary>
    StateValue = 6,

    /// <summary>The bytes of all values of a scope: <c>StateOptions.MaxTotalBytes</c>.</summary>
    StateTotal = 7,

    /// <summary>The characters of a model's answer: <c>RunLimits.AnswerCharacters</c>.</summary>
    Answer = 8,
}
