using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Colloquy.Encryption;

/// <summary>Represents the keys of ASP.NET Core Data Protection as a ring, which rotates them by itself.</summary>
/// <param name="provider">The provider. Its keys must be kept for as long as the store: persist them, and do not remove expired ones.</param>
public sealed class DataProtectionKeyRing(IDataProtectionProvider provider) : IKeyRing
{
    private const string Prefix = "data-protection:";
    private const int MagicSize = 4;
    private const int IdSize = 16;

    private readonly IDataProtector _protector = (provider ?? throw new ArgumentNullException(nameof(provider))).CreateProtector("Colloquy.Encryption", "v1");

    /// <inheritdoc />
    public async ValueTask<string> GetNewestIdAsync(CancellationToken cancellationToken = default) => (await WrapAsync(default, default, cancellationToken).ConfigureAwait(false)).KeyId;

    /// <inheritdoc />
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var plain = key.ToArray();
        var wrapped = Of(context).Protect(plain);
        CryptographicOperations.ZeroMemory(plain);
        return new(new WrappedKey(IdOf(wrapped), wrapped));
    }

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        try
        {
            return new(Of(context).Unprotect(wrapped.Bytes.ToArray()));
        }
        catch (CryptographicException problem)
        {
            throw EncryptionKeyException.NotUnprotected(wrapped.KeyId, problem);
        }
    }

    private IDataProtector Of(ReadOnlyMemory<byte> context) => _protector.CreateProtector(Convert.ToHexStringLower(context.Span));

    /// <summary>The id of the key, which follows the magic number unencrypted (learn.microsoft.com, 'Subkey derivation and authenticated encryption in ASP.NET Core'). A provider of another form has one key.</summary>
    private static string IdOf(byte[] wrapped) => wrapped.AsSpan().StartsWith<byte>([0x09, 0xF0, 0xC9, 0xF0]) && wrapped.Length > MagicSize + IdSize
        ? $"{Prefix}{new Guid(wrapped.AsSpan(MagicSize, IdSize))}"
        : $"{Prefix}any";
}
