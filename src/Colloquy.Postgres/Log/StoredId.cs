using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Postgres;

/// <summary>The ids of rows, made of keys by SHA-256, so that every statement names its rows without looking them up, and every key of a table begins with the column that it is distributed by.</summary>
/// <remarks>An id is the first 128 bits of a hash. Rows hold the key itself beside it.</remarks>
internal static class StoredId
{
    /// <summary>Returns the id of a session.</summary>
    public static Guid Of(SessionKey key)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        EntryHash.Seed(key).CopyTo(hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Returns the id of an owner.</summary>
    public static Guid Of(SessionOwner owner) => Of(owner, agent: null);

    /// <summary>Returns the id of an owner of memories: that of the owner, unless an agent is named.</summary>
    public static Guid Of(MemoryOwner owner) => Of(owner.Owner, owner.AgentName);

    private static Guid Of(SessionOwner owner, string? agent)
    {
        // 0xFF is in no UTF-8.
        byte[] bytes = owner.User is null ? [.. Encoding.UTF8.GetBytes(owner.App)] : [.. Encoding.UTF8.GetBytes(owner.App), 0xFF, .. Encoding.UTF8.GetBytes(owner.User)];
        if (agent is not null)
            bytes = [.. bytes, 0xFF, 0xFF, .. Encoding.UTF8.GetBytes(agent)];
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
