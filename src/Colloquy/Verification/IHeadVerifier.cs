namespace Colloquy;

/// <summary>Verifies the signatures of one key.</summary>
public interface IHeadVerifier
{
    /// <summary>Gets the id of the key.</summary>
    string KeyId { get; }

    /// <summary>Gets the name of the algorithm, such as <c>ES256</c>.</summary>
    string Algorithm { get; }

    /// <summary>Returns a value that indicates whether a signature was made with the key over bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="signature">The signature.</param>
    bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
