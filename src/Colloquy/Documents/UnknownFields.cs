using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Colloquy;

/// <summary>Gathers what a document holds that this version does not know, into content that is stored outside the log, so that the session's next document has it again.</summary>
/// <remarks>A chunk has a JSON array for each line with unknown fields: the line's name, its id, the fields. Those of entries are in chunks of their own, in order, so that they can be read along with the entries.</remarks>
internal sealed class UnknownFields
{
    private const int ChunkSize = 1024 * 1024;

    private readonly List<string> _references = [];
    private readonly List<Blob> _full = [];
    private readonly ArrayBufferWriter<byte> _entries = new();
    private readonly ArrayBufferWriter<byte> _others = new();
    private int _unknownLines;

    /// <summary>Where all of it is to be found, for the session's metadata; null when there is nothing.</summary>
    public string? References => _references.Count == 0 ? null : string.Join(' ', _references);

    public void Add(DocumentLine line)
    {
        if (line.Unknown is not { } fields)
            return;

        var chunk = line is EntryLine ? _entries : _others;
        using (var json = new Utf8JsonWriter(chunk))
        {
            json.WriteStartArray();
            json.WriteStringValue(line.Name);
            json.WriteStringValue(line is UnknownLine ? (_unknownLines++).ToString(CultureInfo.InvariantCulture) : line.Id);
            fields.WriteTo(json);
            json.WriteEndArray();
        }

        chunk.Write("\n"u8);
        if (chunk.WrittenCount >= ChunkSize)
            Close(chunk);
    }

    /// <summary>The chunks that have become full since the last call; with all others when there is nothing more to come.</summary>
    public IReadOnlyList<Blob> Take(bool all)
    {
        if (all)
        {
            Close(_entries);
            Close(_others);
        }

        Blob[] taken = [.. _full];
        _full.Clear();
        return taken;
    }

    private void Close(ArrayBufferWriter<byte> chunk)
    {
        if (chunk.WrittenCount == 0)
            return;

        var blob = Blob.Of(chunk.WrittenSpan.ToArray());
        _full.Add(blob);
        _references.Add((chunk == _entries ? "e" : "o") + blob.Hash);
        chunk.ResetWrittenCount();
    }
}
