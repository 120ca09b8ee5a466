namespace Colloquy.Import;

/// <summary>Represents the options for an import.</summary>
public sealed class ConversationImportOptions
{
    /// <summary>Gets or sets the user who owns the imported sessions; null for sessions without a user, unless the source names one.</summary>
    /// <value>The default is null.</value>
    public string? User { get; set; }

    /// <summary>Gets or sets the application that the imported sessions belong to.</summary>
    /// <value>The default is <c>default</c>.</value>
    public string App
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(App));
            field = value;
        }
    } = SessionKey.DefaultApp;

    /// <summary>Gets or sets a function that chooses the key of the session for a conversation; null for the conversation's id under <see cref="User"/> and <see cref="App"/>.</summary>
    /// <remarks>It must return the same key whenever the same conversation is imported.</remarks>
    /// <value>The default is null.</value>
    public Func<ImportedConversation, SessionKey>? ChooseKey { get; set; }

    /// <summary>Gets or sets a value that indicates whether messages of the system are left out, each with a note. An agent that has instructions of its own is not shown those of another program then.</summary>
    /// <value>The default is false.</value>
    public bool LeavesOutSystemMessages { get; set; }

    /// <summary>Gets or sets a value that indicates whether the import reads and compares, and writes nothing.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; set; }

    /// <summary>Gets or sets the receiver of notes of what cannot be imported as it is, in the order of the source; null for none.</summary>
    /// <value>The default is null.</value>
    public Action<ImportNote>? Notes { get; set; }

    /// <summary>Gets or sets the receiver of progress; null for none.</summary>
    /// <value>The default is null.</value>
    public IProgress<ImportProgress>? Progress { get; set; }

    /// <summary>Gets or sets the options with which sessions are opened: the clock, retention, the limits of size, and the logger.</summary>
    public OpenSessionOptions Session
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Session));
            field = value;
        }
    } = new();

    internal ConversationImportOptions Copy()
    {
        var own = (ConversationImportOptions)MemberwiseClone();
        own.Session = Session.Copy();
        return own;
    }
}
