namespace Colloquy;

/// <summary>Represents the options for importing a session.</summary>
public sealed class ImportOptions
{
    /// <summary>Gets or sets the key of the imported session.</summary>
    /// <value>The default is the key in the document.</value>
    public SessionKey? Key { get; set; }

    /// <summary>Gets or sets a value that indicates whether the store's ledger counts the usage of the session's model calls.</summary>
    /// <value>The default is to count it when the session keeps its user and app.</value>
    public bool? CountsUsage { get; set; }

    /// <summary>Gets or sets the receiver of progress reports.</summary>
    /// <value>The default is null: no reports.</value>
    public IProgress<EntryProgress>? Progress { get; set; }

    /// <summary>Gets or sets the options of the session that is returned.</summary>
    /// <value>The default is that of <see cref="OpenSessionOptions"/>.</value>
    public OpenSessionOptions Session
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Session));
            field = value;
        }
    } = new();

    internal ImportOptions Copy()
    {
        var own = (ImportOptions)MemberwiseClone();
        own.Session = Session.Copy();
        return own;
    }
}
