namespace Colloquy.Encryption;

/// <summary>The keys of one session's data.</summary>
internal sealed class DataKeys(SessionKey session, StoredDataKeys stored, IReadOnlyList<DataKey> keys) : SecretKeys<DataKey>(keys)
{
    private long _seenVersion = -1;

    public SessionKey Session => session;

    /// <summary>The scope that everything of the session is bound to.</summary>
    public Digest Scope { get; } = EntryHash.Seed(session);

    public StoredDataKeys Stored => stored;

    /// <summary>The newest version of title and metadata at which the session was seen with these keys; -1 for none. A commit names it, so that none is made under keys that were replaced.</summary>
    public long SeenVersion => Volatile.Read(ref _seenVersion);

    /// <summary>Notes a version of title and metadata at which the session has these keys. Their text is random, so that it never comes back.</summary>
    public void SeenAt(long version)
    {
        for (var seen = SeenVersion; version > seen; seen = SeenVersion)
            Interlocked.CompareExchange(ref _seenVersion, version, seen);
    }
}
