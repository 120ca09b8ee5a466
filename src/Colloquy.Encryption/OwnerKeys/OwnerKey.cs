using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>The key of an owner, as it is used.</summary>
internal sealed class OwnerKey : ISecretKey
{
    private readonly byte[] _wrap;
    private readonly byte[] _state;
    private readonly byte[] _memory;
    private readonly byte[] _names;
    private readonly byte[] _words;

    public OwnerKey(SecretKey key)
    {
        Id = key.Id;
        (_wrap, _state, _memory, _names, _words) = (key.Derive("wrap"), key.Derive("state"), key.Derive("memory"), key.Derive("names"), key.Derive("words"));
    }

    public uint Id { get; }

    /// <summary>The key of the names under which memories are stored.</summary>
    public ReadOnlySpan<byte> Names => _names;

    /// <summary>The key of the tokens of a blind index.</summary>
    public ReadOnlySpan<byte> Words => _words;

    /// <summary>Encrypts data keys.</summary>
    public AesGcm Wrapping() => new(_wrap, AesGcm.TagByteSizes.MaxSize);

    /// <summary>Encrypts state, or memories.</summary>
    public AesGcm Cipher(Purpose purpose) => new(purpose == Purpose.State ? _state : _memory, AesGcm.TagByteSizes.MaxSize);

    public void Clear()
    {
        foreach (var bytes in (byte[][])[_wrap, _state, _memory, _names, _words])
            CryptographicOperations.ZeroMemory(bytes);
    }
}
