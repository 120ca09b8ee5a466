namespace Colloquy.Import;

/// <summary>Represents the result of an import.</summary>
public sealed record ImportReport
{
    /// <summary>Gets the file.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the format of the file.</summary>
    public required ImportFormat Format { get; init; }

    /// <summary>Gets a value that indicates whether nothing was written, and the report says what would be.</summary>
    public bool DryRun { get; init; }

    /// <summary>Gets the number of conversations in the source.</summary>
    public long Conversations { get; init; }

    /// <summary>Gets the number of conversations that became new sessions.</summary>
    public long Imported { get; init; }

    /// <summary>Gets the number of conversations that an earlier import had begun, and to which this one added messages.</summary>
    public long Continued { get; init; }

    /// <summary>Gets the number of conversations that were already complete.</summary>
    public long Unchanged { get; init; }

    /// <summary>Gets the number of conversations that were not imported, each with a note that says why.</summary>
    public long NotImported { get; init; }

    /// <summary>Gets the number of messages that were added.</summary>
    public long Messages { get; init; }

    /// <summary>Gets the number of messages that earlier imports had added.</summary>
    public long MessagesThere { get; init; }

    /// <summary>Gets the number of branches that were created, besides the first of each session.</summary>
    public long Branches { get; init; }

    /// <summary>Gets the number of model calls whose usage was added.</summary>
    public long ModelCalls { get; init; }

    /// <summary>Gets the first 1,000 notes of what could not be imported as it is. <see cref="ConversationImportOptions.Notes"/> receives all of them.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];

    /// <summary>Gets the number of all notes.</summary>
    public long NoteCount { get; init; }
}
