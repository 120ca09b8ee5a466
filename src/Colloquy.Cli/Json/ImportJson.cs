using Colloquy.Import;

namespace Colloquy.Cli;

/// <summary>What <c>import --json</c> shows. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record ImportJson
{
    public required string Source { get; init; }

    public required string Format { get; init; }

    public required bool DryRun { get; init; }

    public required long Conversations { get; init; }

    public required long Imported { get; init; }

    public required long Continued { get; init; }

    public required long Unchanged { get; init; }

    public required long NotImported { get; init; }

    public required long Messages { get; init; }

    public required long MessagesThere { get; init; }

    public required long Branches { get; init; }

    public required long ModelCalls { get; init; }

    public required long NoteCount { get; init; }

    public required IReadOnlyList<ImportNoteJson> Notes { get; init; }

    public static ImportJson Of(ImportReport report) => new()
    {
        Source = report.Source,
        Format = report.Format.Value,
        DryRun = report.DryRun,
        Conversations = report.Conversations,
        Imported = report.Imported,
        Continued = report.Continued,
        Unchanged = report.Unchanged,
        NotImported = report.NotImported,
        Messages = report.Messages,
        MessagesThere = report.MessagesThere,
        Branches = report.Branches,
        ModelCalls = report.ModelCalls,
        NoteCount = report.NoteCount,
        Notes = [.. report.Notes.Select(note => new ImportNoteJson(KindOf(note.Kind), note.Conversation, note.Place, note.Problem))],
    };

    private static string KindOf(ImportNoteKind kind) => kind switch
    {
        ImportNoteKind.KeptRaw => "kept-raw",
        ImportNoteKind.Changed => "changed",
        ImportNoteKind.LeftOut => "left-out",
        _ => "not-imported",
    };
}

/// <summary>Something that could not be imported as it is.</summary>
internal sealed record ImportNoteJson(string Kind, string? Conversation, string Place, string Problem);
