namespace Colloquy.Encryption;

/// <summary>The keys of one owner, the newest first. There are several only while the owner is given a new one.</summary>
internal sealed class OwnerKeys(SessionOwner owner, IReadOnlyList<OwnerKey> keys, string ids) : SharedSecret
{
    public SessionOwner Owner => owner;

    public OwnerKey Newest => keys[0];

    /// <summary>What distinguishes the keys from others of the owner.</summary>
    public string Ids => ids;

    public OwnerKey? Find(uint id)
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
