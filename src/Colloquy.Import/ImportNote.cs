namespace Colloquy.Import;

/// <summary>Represents something in a source that could not be imported as it is, with its place.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Place">The place in the source: a line and a JSON path, or a table and a row.</param>
/// <param name="Problem">What it is and what became of it, as a sentence without its full stop.</param>
public sealed record ImportNote(ImportNoteKind Kind, string Place, string Problem)
{
    /// <summary>Gets the id of the conversation in the source; null when the note concerns no single conversation.</summary>
    public string? Conversation { get; init; }

    /// <summary>Returns the place and the problem.</summary>
    public override string ToString() => $"{Place}: {Problem}";
}

/// <summary>Specifies what became of a part of a source that could not be imported as it is.</summary>
public enum ImportNoteKind
{
    /// <summary>The part is stored as it is in the source, and is not shown to models.</summary>
    KeptRaw = 0,

    /// <summary>The part is stored in another form.</summary>
    Changed = 1,

    /// <summary>The part is not stored.</summary>
    LeftOut = 2,

    /// <summary>The conversation was not imported, or not further.</summary>
    NotImported = 3,
}
