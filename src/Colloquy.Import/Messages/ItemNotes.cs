namespace Colloquy.Import;

/// <summary>Collects the notes on one item of a source.</summary>
/// <param name="place">The place of the item.</param>
internal sealed class ItemNotes(string place)
{
    private readonly List<ImportNote> _notes = [];

    public string Place => place;

    public void Add(ImportNoteKind kind, string path, string problem) => _notes.Add(new ImportNote(kind, place + path, problem));

    /// <summary>The notes so far, which are not returned again.</summary>
    public IReadOnlyList<ImportNote> Take()
    {
        if (_notes.Count == 0)
            return [];

        IReadOnlyList<ImportNote> taken = [.. _notes];
        _notes.Clear();
        return taken;
    }
}
