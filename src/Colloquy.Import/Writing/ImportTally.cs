namespace Colloquy.Import;

/// <summary>Counts what an import does, and collects its notes.</summary>
/// <param name="receiver">Receives each note; null for nobody.</param>
/// <param name="progressed">Is called after each batch of messages.</param>
internal sealed class ImportTally(Action<ImportNote>? receiver, Action progressed)
{
    private const int MostNotes = 1_000;

    private readonly List<ImportNote> _notes = [];
    private long _noteCount;

    public long Conversations { get; set; }

    public long Imported { get; set; }

    public long Continued { get; set; }

    public long Unchanged { get; set; }

    public long NotImported { get; set; }

    public long Messages { get; set; }

    public long MessagesThere { get; set; }

    public long Branches { get; set; }

    public long ModelCalls { get; set; }

    public void Progressed() => progressed();

    public void Note(ImportNote note, ImportedConversation conversation)
    {
        note = note with { Conversation = note.Conversation ?? conversation.Id };
        _noteCount++;
        if (_notes.Count < MostNotes)
            _notes.Add(note);
        receiver?.Invoke(note);
    }

    public ImportReport ToReport(ConversationSource source, bool dryRun) => new()
    {
        Source = source.Location,
        Format = source.Format,
        DryRun = dryRun,
        Conversations = Conversations,
        Imported = Imported,
        Continued = Continued,
        Unchanged = Unchanged,
        NotImported = NotImported,
        Messages = Messages,
        MessagesThere = MessagesThere,
        Branches = Branches,
        ModelCalls = ModelCalls,
        Notes = _notes,
        NoteCount = _noteCount,
    };
}
