using System.Globalization;
using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Reads the messages of a line of checkpoints: those of its last one, each with the time of the first that has it.</summary>
internal sealed class CheckpointMessages(SourceDatabase database, string thread)
{
    private const string State = "SELECT checkpoint, type FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?";

    private readonly LangChainMapper _mapper = new(database.Path);

    /// <summary>Reads the messages of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="times">When each message was first seen on the lines from which this one comes, by its id; gains those of this one.</param>
    /// <param name="notes">Takes a note for each message that a later checkpoint has no more.</param>
    /// <param name="read">Is called for each checkpoint.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The messages; null when the graph keeps none.</returns>
    public List<ImportedItem>? Read(CheckpointLine line, Dictionary<string, DateTimeOffset?> times, List<ImportNote> notes, Action read, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        JsonElement? last = null;
        foreach (var id in line.Checkpoints)
        {
            cancellationToken.ThrowIfCancellationRequested();
            read();
            var state = ReadState(id);
            if (!state.IsObject("channel_values", out var values) || !values.IsArray("messages", out var messages))
                continue;

            last = messages;
            foreach (var message in messages.EnumerateArray())
            {
                if (LangChainMapper.IdOf(message) is not { } known)
                    continue;
                seen.Add(known);
                times.TryAdd(known, state.Time("ts"));
            }
        }

        if (last is not { } final)
            return null;

        List<ImportedItem> items = [];
        foreach (var message in final.EnumerateArray())
        {
            var known = LangChainMapper.IdOf(message);
            items.Add(_mapper.Map(message, string.Create(CultureInfo.InvariantCulture, $"checkpoints '{thread}' {line.Last}, messages[{items.Count}]"), known is null ? null : times.GetValueOrDefault(known)));
            if (known is not null)
                seen.Remove(known);
        }

        foreach (var removed in seen)
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"checkpoints '{thread}' {line.Last}", $"has no message '{removed}' any more, which an earlier checkpoint of the line has: the graph removed it, and it was left out"));
        return items;
    }

    /// <summary>The channels of a checkpoint besides its messages and LangGraph's own.</summary>
    public Dictionary<string, string> ReadChannels(string checkpoint, List<ImportNote> notes)
    {
        const int MostCharacters = 16 * 1024;
        var channels = new Dictionary<string, string>();
        if (!ReadState(checkpoint).IsObject("channel_values", out var values))
            return channels;

        foreach (var channel in values.EnumerateObject())
        {
            if (channel.Name == "messages" || channel.Name.StartsWith("__", StringComparison.Ordinal) || channel.Name.StartsWith("branch:", StringComparison.Ordinal) || channel.Value.SaysNothing())
                continue;

            var text = channel.Value.GetRawText();
            if (text.Length <= MostCharacters)
                channels[$"channel.{channel.Name}"] = text;
            else
                notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"checkpoints '{thread}' {checkpoint}", string.Create(CultureInfo.InvariantCulture, $"has a channel '{channel.Name}' of {text.Length} characters, which is too large for metadata and was left out")));
        }

        return channels;
    }

    private JsonElement ReadState(string checkpoint)
    {
        var place = $"checkpoints '{thread}' {checkpoint}";
        using var rows = database.Query(State, thread, checkpoint);
        if (!rows.Step())
            throw new ImportException(ImportFailure.Malformed, database.Path, place, "is not there any more");
        if (rows.Text(1) is { } type and not "json")
            throw new ImportException(ImportFailure.UnknownFormat, database.Path, place, $"is serialized as '{type}', and only JSON is read, which LangGraph for JavaScript writes");

        return JsonText.Read(rows.Bytes(0), database.Path, place, new ItemNotes(place));
    }
}
