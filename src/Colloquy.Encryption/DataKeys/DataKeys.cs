namespace Colloquy.Encryption;

/// <summary>The keys of one session's data, the newest first. There are several only while the session is given a new one.</summary>
internal sealed class DataKeys(SessionKey session, StoredDataKeys stored, IReadOnlyList<DataKey> keys) : SharedSecret
{
    public SessionKey Session => session;

    /// <summary>The scope that everything of the session is bound to.</summary>
    public Digest Scope { get; } = EntryHash.Seed(session);

    public StoredDataKeys Stored => stored;

    public IReadOnlyList<DataKey> All => keys;

    public DataKey Newest => keys[0];

    public DataKey? Find(uint id)
    {
        foreach (var key in keys)
        {
            if (key.Id == id)
                return key;
        }

        return null;
    }

    protected override void Clear()
    {
        foreach (var key in keys)
            key.Clear();
    }
}
