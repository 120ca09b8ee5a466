namespace Colloquy.Encryption;

/// <summary>The keys of one owner.</summary>
internal sealed class OwnerKeys(SessionOwner owner, IReadOnlyList<OwnerKey> keys, string ids) : SecretKeys<OwnerKey>(keys)
{
    public SessionOwner Owner => owner;

    /// <summary>What distinguishes the keys from others of the owner.</summary>
    public string Ids => ids;
}
