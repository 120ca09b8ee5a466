using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Import;

/// <summary>Makes ids that follow from what is imported, so that the same import makes the same ones.</summary>
internal static class ImportIds
{
    public static CommitId OfCommit(SessionKey key, string branch, long from, long to, Digest chain) => new(Of($"commit\n{key.App}\n{key.User}\n{key.Id}\n{branch}\n{from}\n{to}\n{chain}"));

    public static CommitId OfBranch(SessionKey key, ImportFormat format, string conversation, string branch) => new(Of($"branch\n{format}\n{conversation}\n{key.App}\n{key.User}\n{key.Id}\n{branch}"));

    /// <param name="key">The session.</param>
    /// <param name="chain">The chain at the message that the call made, which says which it is.</param>
    public static Guid OfCall(SessionKey key, Digest chain) => Of($"call\n{key.App}\n{key.User}\n{key.Id}\n{chain}");

    /// <summary>An id of version 8 (RFC 9562), whose bits are those of a hash.</summary>
    private static Guid Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
