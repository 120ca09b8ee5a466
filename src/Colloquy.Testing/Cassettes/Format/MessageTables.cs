namespace Colloquy.Testing;

/// <summary>The messages of a track, for each model. A fork begins with those of its parent.</summary>
internal sealed class MessageTables
{
    private readonly Dictionary<string, MessageTable> _tables = new(StringComparer.Ordinal);

    public static MessageTables Of(RecordedTrack track, CassetteFile file)
    {
        var tables = new MessageTables();
        tables.AddParents(track, file);
        return tables;
    }

    public (string? Window, IReadOnlyList<RequestMessage> New) Add(RecordedModelCall call)
    {
        var table = Find(call.Request.Client);
        var added = table.Add(call.Request.Messages);
        table.AddResponse(call.Repeated);
        return added;
    }

    public MessageTable Find(string client) => _tables.TryGetValue(client, out var table) ? table : _tables[client] = new MessageTable();

    private void AddParents(RecordedTrack track, CassetteFile file)
    {
        if (track.Parent is not { } at || file.FindTrack(track.Trial, at.Fork) is not { } parent)
            return;

        AddParents(parent, file);
        foreach (var call in parent.Calls.OfType<RecordedModelCall>().Where(call => call.Turn <= at.AfterTurn))
            Add(call);
    }
}
