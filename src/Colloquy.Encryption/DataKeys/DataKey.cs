using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>The key of a session's data, as it is used.</summary>
internal sealed class DataKey
{
    private readonly byte[] _content;
    private readonly byte[] _names;

    public DataKey(SecretKey key)
    {
        Id = key.Id;
        (_content, _names) = (key.Derive("content"), key.Derive("names"));
    }

    public uint Id { get; }

    public AesGcm Cipher() => new(_content, AesGcm.TagByteSizes.MaxSize);

    /// <summary>The name under which content is stored: its hash would tell whether a session has a content that somebody knows.</summary>
    public Digest NameOf(Digest hash)
    {
        Span<byte> name = stackalloc byte[Digest.Size];
        Span<byte> plain = stackalloc byte[Digest.Size];
        hash.CopyTo(plain);
        HMACSHA256.HashData(_names, plain, name);
        return new Digest(name);
    }

    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_content);
        CryptographicOperations.ZeroMemory(_names);
    }
}
