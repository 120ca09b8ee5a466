namespace Colloquy;

/// <summary>Represents the options of a verification.</summary>
public sealed class VerifyOptions
{
    /// <summary>Gets or sets the keys by which signatures are verified. A signature of another key is counted, and proves nothing.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<IHeadVerifier> Keys
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];

    /// <summary>Gets or sets a value that indicates whether the end of the newest turn must be covered by a signature of one of the <see cref="Keys"/>. A log that was computed anew without the key is found by this.</summary>
    /// <value>The default is false.</value>
    public bool RequiresSignature { get; set; }

    /// <summary>Gets or sets signed heads that were kept elsewhere, in any order. The log must reach each of them with the same chain, so a log that was cut off is found. They must be signed by one of the <see cref="Keys"/>.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<HeadSignature> KnownHeads
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];

    /// <summary>Gets or sets the receiver of the progress; null for none.</summary>
    /// <value>The default is null.</value>
    public IProgress<EntryProgress>? Progress { get; set; }

    internal VerifyOptions Copy() => (VerifyOptions)MemberwiseClone();
}
