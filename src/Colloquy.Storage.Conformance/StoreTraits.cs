namespace Colloquy.Storage.Conformance;

/// <summary>Specifies the optional abilities of a store that cases of the kit require.</summary>
[Flags]
public enum StoreTraits
{
    /// <summary>No ability beyond <see cref="ISessionStore"/>.</summary>
    None = 0,

    /// <summary>The storage outlives a handle on it, and several handles may be open at once.</summary>
    Reopens = 1,

    /// <summary>The store is an <see cref="ISessionDirectory"/> too.</summary>
    Directory = 2,

    /// <summary>The store is an <see cref="IUsageLedger"/>; and an <see cref="IUsageDirectory"/>, when it is a directory.</summary>
    Usage = 4,

    /// <summary>The store is an <see cref="ISearchIndex"/>.</summary>
    Search = 8,

    /// <summary>The store is an <see cref="IOwnerState"/>.</summary>
    State = 16,

    /// <summary>The store is an <see cref="IMemoryStore"/>.</summary>
    Memory = 32,

    /// <summary>The store is an <see cref="IRetention"/>.</summary>
    Retention = 64,

    /// <summary>The store has an <see cref="ISessionCopy"/>.</summary>
    Copy = 128,

    /// <summary>The store has an <see cref="IChangeSignal"/>.</summary>
    Signal = 256,

    /// <summary>The store has an <see cref="IOwnerCopy"/>, and with it <see cref="State"/> and <see cref="Memory"/>.</summary>
    Owners = 512,

    /// <summary>The store has an <see cref="IContentRewriting"/>.</summary>
    Rewriting = 1024,
}
