using System.Text.Json;

namespace Colloquy;

/// <summary>Gives the lines of a document the fields that the document from which the session came had there.</summary>
internal sealed class UnknownFieldsReader(ISessionStore store, SessionKey key)
{
    private readonly Queue<Digest> _chunks = new();
    private readonly Queue<(string Id, JsonElement Fields)> _entries = new();
    private readonly Dictionary<(string Name, string Id), JsonElement> _others = [];

    /// <summary>The lines that no line of this version stands for.</summary>
    public IEnumerable<JsonElement> Lines => _others.Where(other => other.Key.Name.Length == 0).Select(other => other.Value);

    public static async ValueTask<UnknownFieldsReader> OpenAsync(ISessionStore store, SessionRecord record, CancellationToken cancellationToken)
    {
        var reader = new UnknownFieldsReader(store, record.Key);
        foreach (var reference in record.Details.Metadata.GetValueOrDefault(DocumentNames.Unknown)?.Split(' ') ?? [])
        {
            var hash = Digest.Parse(reference[1..]);
            if (reference[0] == 'e')
            {
                reader._chunks.Enqueue(hash);
                continue;
            }

            foreach (var (name, id, fields) in await reader.ReadAsync(hash, cancellationToken).ConfigureAwait(false))
                reader._others[(name, id)] = fields;
        }

        return reader;
    }

    public JsonElement? Of(string name, string id) => _others.TryGetValue((name, id), out var fields) ? fields : null;

    /// <summary>The fields of an entry's line. To be asked for in order.</summary>
    public async ValueTask<JsonElement?> OfEntryAsync(Position position, CancellationToken cancellationToken)
    {
        if (_entries.Count == 0 && _chunks.TryDequeue(out var chunk))
        {
            foreach (var (_, id, fields) in await ReadAsync(chunk, cancellationToken).ConfigureAwait(false))
                _entries.Enqueue((id, fields));
        }

        return _entries.TryPeek(out var next) && next.Id == position.ToString() ? _entries.Dequeue().Fields : null;
    }

    private async ValueTask<List<(string Name, string Id, JsonElement Fields)>> ReadAsync(Digest hash, CancellationToken cancellationToken)
    {
        var blob = await store.GetBlobAsync(key, hash, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptDataException(key, Position.Start, $"refers to content {hash} that is not there");
        var found = new List<(string, string, JsonElement)>();
        for (var rest = blob.Bytes; rest.Span.IndexOf((byte)'\n') is >= 0 and var length; rest = rest[(length + 1)..])
        {
            var line = JsonElement.Parse(rest.Span[..length], JsonDepth.Stored);
            found.Add((line[0].GetString()!, line[1].GetString()!, line[2]));
        }

        return found;
    }
}
