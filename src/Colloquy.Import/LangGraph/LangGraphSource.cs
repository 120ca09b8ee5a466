using System.Globalization;
using System.Runtime.CompilerServices;

namespace Colloquy.Import;

/// <summary>Reads the SQLite file of LangGraph's checkpoints: each thread is a conversation, and where a thread was continued from an earlier checkpoint, it has branches.</summary>
internal sealed class LangGraphSource(string path) : ConversationSource(ImportFormat.LangGraph, path)
{
    private const string Threads = "SELECT thread_id FROM checkpoints WHERE checkpoint_ns = '' GROUP BY thread_id ORDER BY MIN(checkpoint_id)";

    private const string Subgraphs = "SELECT checkpoint_ns, COUNT(*) FROM checkpoints WHERE thread_id = ? AND checkpoint_ns <> '' GROUP BY checkpoint_ns ORDER BY checkpoint_ns";

    private const string Pending = "SELECT COUNT(*), MIN(channel) FROM writes WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?";

    private long _read;
    private long _total;

    public override bool HasUniqueIds => true;

    public override ImportProgress Progress => new(_read, _total);

    /// <summary>Whether a file has the tables of LangGraph.</summary>
    public static bool Is(SourceDatabase database) => database.ColumnsOf("checkpoints") is var columns && columns.Contains("checkpoint_ns") && columns.Contains("parent_checkpoint_id");

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var database = SourceDatabase.Open(Location);
        if (!Is(database))
            throw new ImportException(ImportFailure.UnknownFormat, Location, null, "has no table 'checkpoints' of LangGraph");

        (_read, _total) = (0, database.Count("SELECT COUNT(*) FROM checkpoints WHERE checkpoint_ns = ''"));
        using var rows = database.Query(Threads);
        while (rows.Step())
            yield return Read(database, rows.Text(0)!, cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
    }

    private ImportedConversation Read(SourceDatabase database, string thread, CancellationToken cancellationToken)
    {
        var notes = new List<ImportNote>();
        var lines = CheckpointTree.Read(database, thread);
        var reader = new CheckpointMessages(database, thread);
        var times = new Dictionary<string, DateTimeOffset?>();
        var read = new List<(CheckpointLine Line, List<ImportedItem> Items)>();
        var branches = new List<ImportedBranch>();
        foreach (var line in lines)
        {
            if (reader.Read(line, times, notes, () => _read++, cancellationToken) is not { } items)
                continue;

            // A line without a message of its own is no branch: a run that failed, or a change of other channels.
            var (from, after) = FindSource(read, items);
            if (read.Count > 0 && after == items.Count)
                continue;

            // The first line with messages is main, whatever checkpoint it begins with.
            branches.Add(new ImportedBranch { Name = read.Count == 0 ? BranchHead.Main : line.Name, From = from, After = after, Items = items.Skip(after).ToAsyncEnumerable() });
            read.Add((line, items));
        }

        NoteSubgraphs(database, thread, notes);
        foreach (var line in lines)
            NotePending(database, thread, line.Last, notes);

        var place = $"checkpoints '{thread}'";
        if (branches.Count == 0)
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, place, "has no channel 'messages', so it is no conversation"));

        var newest = lines.MaxBy(line => line.Last, StringComparer.Ordinal)!;
        return new ImportedConversation
        {
            Id = thread,
            Place = place,
            CreatedAt = times.Values.Min(),
            Metadata = branches.Count == 0 ? new Dictionary<string, string>() : reader.ReadChannels(newest.Last, notes),
            Branches = branches,
            CurrentBranch = branches.Exists(branch => branch.Name == newest.Name) ? newest.Name : BranchHead.Main,
            Notes = notes,
        };
    }

    /// <summary>The branch with which a line shares most, and how much.</summary>
    private static (string? Name, int After) FindSource(List<(CheckpointLine Line, List<ImportedItem> Items)> read, List<ImportedItem> items)
    {
        var (name, after) = ((string?)null, 0);
        for (var i = 0; i < read.Count; i++)
        {
            var common = 0;
            while (common < items.Count && common < read[i].Items.Count && AreSame(items[common], read[i].Items[common]))
                common++;
            if (name is null || common > after)
                (name, after) = (i == 0 ? BranchHead.Main : read[i].Line.Name, common);
        }

        return (name, after);
    }

    private static bool AreSame(ImportedItem first, ImportedItem second) => first.Message.MessageId == second.Message.MessageId && ItemChain.Next(default, first) == ItemChain.Next(default, second);

    private static void NotePending(SourceDatabase database, string thread, string checkpoint, List<ImportNote> notes)
    {
        if (database.ColumnsOf("writes").Count == 0)
            return;

        using var rows = database.Query(Pending, thread, checkpoint);
        if (rows.Step() && rows.Number(0) is > 0 and var count)
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"writes '{thread}' {checkpoint}", string.Create(CultureInfo.InvariantCulture, $"are {count} writes that no checkpoint has taken in (such as to '{rows.Text(1)}'): the thread was interrupted, or its last step failed. They were left out")));
    }

    private static void NoteSubgraphs(SourceDatabase database, string thread, List<ImportNote> notes)
    {
        using var rows = database.Query(Subgraphs, thread);
        while (rows.Step())
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"checkpoints '{thread}' in '{rows.Text(0)}'", string.Create(CultureInfo.InvariantCulture, $"are {rows.Number(1)} checkpoints of a subgraph, which were left out: the graph's own messages are imported")));
    }
}
