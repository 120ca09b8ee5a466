namespace Colloquy.Encryption;

/// <summary>A key that is found by its id, and overwritten when it is not used any more.</summary>
internal interface ISecretKey
{
    uint Id { get; }

    void Clear();
}

/// <summary>The keys of one session or owner, the newest first. There are several only while a new one is given.</summary>
internal abstract class SecretKeys<TKey>(IReadOnlyList<TKey> keys) : SharedSecret
    where TKey : class, ISecretKey
{
    public IReadOnlyList<TKey> All => keys;

    public TKey Newest => keys[0];

    public TKey? Find(uint id)
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
