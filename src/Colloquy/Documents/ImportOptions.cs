namespace Colloquy;

/// <summary>How a session is imported.</summary>
public sealed class ImportOptions
{
    /// <summary>The key that the session gets.</summary>
    /// <value>The default is the one that it had.</value>
    public SessionKey? Key { get; set; }

    /// <summary>Whether the store's ledger counts what the session's model calls used.</summary>
    /// <value>The default counts it when the session keeps its user and app: what was spent stays with who spent it.</value>
    public bool? CountsUsage { get; set; }

    /// <summary>Who is told how far it has come.</summary>
    /// <value>The default is nobody.</value>
    public IProgress<EntryProgress>? Progress { get; set; }

    /// <summary>How the handle on the session works.</summary>
    /// <value>The default is that of <see cref="OpenSessionOptions"/>.</value>
    public OpenSessionOptions Session { get; set; } = new();

    internal ImportOptions Copy()
    {
        var own = (ImportOptions)MemberwiseClone();
        own.Session = Session.Copy();
        return own;
    }
}
