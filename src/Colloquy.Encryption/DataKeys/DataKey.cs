using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>The key of a session's data, as it is used.</summary>
internal sealed class DataKey : ISecretKey
{
    private readonly byte[] _content;
    private readonly byte[] _names;
    private AesGcm? _idle;

    public DataKey(SecretKey key)
    {
        Id = key.Id;
        (_content, _names) = (key.Derive("content"), key.Derive("names"));
    }

    public uint Id { get; }

    /// <summary>Takes a cipher, which one thread uses at a time. To make one costs more than to encrypt a message.</summary>
    public AesGcm Rent() => Interlocked.Exchange(ref _idle, null) ?? new(_content, AesGcm.TagByteSizes.MaxSize);

    public void Return(AesGcm cipher)
    {
        if (Interlocked.CompareExchange(ref _idle, cipher, null) is not null)
            cipher.Dispose();
    }

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
        Interlocked.Exchange(ref _idle, null)?.Dispose();
        CryptographicOperations.ZeroMemory(_content);
        CryptographicOperations.ZeroMemory(_names);
    }
}
