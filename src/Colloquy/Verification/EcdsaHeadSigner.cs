using System.Security.Cryptography;

namespace Colloquy;

/// <summary>Signs heads with ES256: ECDSA on the curve P-256 with SHA-256, as RFC 7518 section 3.4 defines it. With a public key alone, it verifies.</summary>
/// <remarks>The object is safe for many threads.</remarks>
public sealed class EcdsaHeadSigner : IHeadSigner, IHeadVerifier, IDisposable
{
    private const int KeySize = 256;

    private readonly ECDsa _key;
    private readonly Lock _gate = new();

    private EcdsaHeadSigner(ECDsa key, string keyId)
    {
        _key = key;
        KeyId = keyId;
    }

    /// <inheritdoc cref="IHeadSigner.KeyId" />
    public string KeyId { get; }

    /// <inheritdoc cref="IHeadSigner.Algorithm" />
    public string Algorithm => "ES256";

    /// <summary>Creates a signer with a new key.</summary>
    public static EcdsaHeadSigner Create()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new EcdsaHeadSigner(key, IdOf(key));
    }

    /// <summary>Creates a signer from a private key, or a verifier from a public key, in PEM (RFC 7468).</summary>
    /// <param name="pem">The text of the key.</param>
    /// <param name="keyId">The id of the key; null for one that is derived from the public key.</param>
    /// <exception cref="HeadKeyException">The text is not a key in PEM, or the key is not on the curve P-256.</exception>
    public static EcdsaHeadSigner FromPem(string pem, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != KeySize || key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is not "1.2.840.10045.3.1.7")
                throw new HeadKeyException("The key is not on the curve P-256, which ES256 needs.");
            return new EcdsaHeadSigner(key, keyId ?? IdOf(key));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new HeadKeyException("The text is not a key in PEM form for ECDSA.", e);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Returns the public key in PEM, for those who verify.</summary>
    public string ExportPublicKeyPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Returns the private key in PEM. Keep it secret: who has it can sign a log that was changed.</summary>
    /// <exception cref="CryptographicException">The object has the public key alone.</exception>
    public string ExportPrivateKeyPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc />
    /// <exception cref="HeadKeyException">The object has the public key alone.</exception>
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            try
            {
                return new(_key.SignData(data.Span, HashAlgorithmName.SHA256));
            }
            catch (CryptographicException e)
            {
                throw new HeadKeyException($"Key '{KeyId}' cannot sign: it may be the public key alone.", e);
            }
        }
    }

    /// <inheritdoc />
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
            return _key.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }

    /// <summary>Disposes of the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The first 16 hexadecimal digits of the hash of the public key.</summary>
    private static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
}
