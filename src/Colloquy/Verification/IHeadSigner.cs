namespace Colloquy;

/// <summary>Signs the heads of sessions: a key that the application keeps, in a file, a certificate store or a key management service.</summary>
public interface IHeadSigner
{
    /// <summary>Gets the id of the key, by which a verifier finds the public key.</summary>
    string KeyId { get; }

    /// <summary>Gets the name of the algorithm, such as <c>ES256</c>.</summary>
    string Algorithm { get; }

    /// <summary>Signs bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);
}
