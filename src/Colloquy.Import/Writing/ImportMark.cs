using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Import;

/// <summary>Says, in an entry of its own behind the messages of each commit, where they come from and how far the import of their branch has come.</summary>
internal sealed record ImportMark
{
    private static readonly EntryKind[] Kinds = [Kind];

    /// <summary>The kind of the entries. Readers of conversations pass over them, as over every kind that they do not know.</summary>
    public static EntryKind Kind => new("import");

    /// <summary>The position of the entry; <see cref="Position.Start"/> before it is written.</summary>
    [JsonIgnore]
    public Position Position { get; init; }

    public required string Format { get; init; }

    /// <summary>The id of the conversation in the source.</summary>
    public required string Conversation { get; init; }

    public required string Branch { get; init; }

    /// <summary>How many messages of the branch came before those of the commit, and how many there are with them. A message that the source keeps in parts counts once for each.</summary>
    public required long From { get; init; }

    public required long To { get; init; }

    /// <summary>The chain over what the source says up to here, by which a source that was changed since is known.</summary>
    public required Digest Chain { get; init; }

    /// <summary>Where each of the commit's messages ends in the log.</summary>
    public required IReadOnlyList<Position> Entries { get; init; }

    public UnknownBody ToBody() => new(Kind, JsonSerializer.SerializeToElement(this, ImportJsonContext.Default.ImportMark));

    /// <summary>Finds the newest mark of a branch on its line; null when there is none.</summary>
    public static async ValueTask<ImportMark?> FindAsync(SessionLog log, Position head, string branch, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return null;

        var page = await log.ReadOnceAsync(LogRead.Back(head) with { Kinds = Kinds, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Entries.Count > 0 && Read(log, page.Entries[0]) is { } mark && mark.Branch == branch ? mark : null;
    }

    /// <summary>Whether nothing follows the mark on its branch but the signature of its commit.</summary>
    public async ValueTask<bool> IsLastAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head == Position)
            return true;

        var entry = await log.ReadEntryAsync(head, headerOnly: true, cancellationToken).ConfigureAwait(false);
        return entry.Kind == EntryKind.Signature && entry.Parent == Position;
    }

    /// <summary>Finds where a message of a branch ends in the log; null when no mark says so.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="head">The head of the branch.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="count">How many messages of the branch there are up to that one, with it.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async ValueTask<Position?> FindEndAsync(SessionLog log, Position head, string branch, long count, CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ReadAsync(LogRead.Back(head) with { Kinds = Kinds }, cancellationToken).ConfigureAwait(false))
        {
            if (Read(log, entry) is { } mark && mark.Branch == branch && count > mark.From && count <= mark.To)
                return mark.Entries[(int)(count - mark.From - 1)];
        }

        return null;
    }

    private static ImportMark? Read(SessionLog log, Entry entry) =>
        log.Decode(entry) is UnknownBody { Raw: var raw } ? raw.Deserialize(ImportJsonContext.Default.ImportMark)! with { Position = entry.Position } : null;
}
