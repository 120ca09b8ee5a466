namespace Colloquy.Encryption;

/// <summary>What an envelope holds. It is bound into the envelope, so that one kind of data cannot stand for another.</summary>
internal enum Purpose : byte
{
    /// <summary>The salt and the payload of an entry.</summary>
    Entry = 1,

    /// <summary>Content outside the log, with its hash.</summary>
    Content = 2,

    /// <summary>The title of a session.</summary>
    Title = 3,

    /// <summary>A value of a session's metadata.</summary>
    Metadata = 4,

    /// <summary>A data key, under its owner's key.</summary>
    DataKey = 5,

    /// <summary>An owner's key, under a key of the ring.</summary>
    OwnerKey = 6,

    /// <summary>A value in the state of a user or an application.</summary>
    State = 7,

    /// <summary>The key and the text of a memory.</summary>
    Memory = 8,

    /// <summary>A value of a memory's metadata.</summary>
    MemoryMetadata = 9,

    /// <summary>The vector of a memory.</summary>
    MemoryVector = 10,
}
