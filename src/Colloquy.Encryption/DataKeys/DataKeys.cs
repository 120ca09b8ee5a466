namespace Colloquy.Encryption;

/// <summary>The keys of one session's data.</summary>
internal sealed class DataKeys(SessionKey session, StoredDataKeys stored, IReadOnlyList<DataKey> keys) : SecretKeys<DataKey>(keys)
{
    public SessionKey Session => session;

    /// <summary>The scope that everything of the session is bound to.</summary>
    public Digest Scope { get; } = EntryHash.Seed(session);

    public StoredDataKeys Stored => stored;
}
