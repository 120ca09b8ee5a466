namespace Colloquy.Operations;

/// <summary>Represents the options of the erasure of a user.</summary>
public sealed class ErasureOptions
{
    /// <summary>Gets or sets a value that indicates whether nothing is removed, and the report says what would be.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; set; }

    /// <summary>Gets or sets a value that indicates whether what removed rows have left in the files of the store is overwritten at the end. It can take as long as a copy of the whole store: erase several users without it, and scrub once.</summary>
    /// <value>The default is true.</value>
    public bool Scrub { get; set; } = true;

    /// <summary>Gets or sets the receiver of the number of sessions that were removed so far; null for none.</summary>
    /// <value>The default is null.</value>
    public IProgress<long>? Progress { get; set; }

    internal ErasureOptions Copy() => (ErasureOptions)MemberwiseClone();
}
