using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Postgres;

/// <summary>Holds the parts of a session until all have come. So no transaction is open while a document is read from somewhere slow, and memory does not grow with the session.</summary>
internal sealed class RestoreSpool : IDisposable
{
    /// <summary>A receipt's first position and its commit's id. There is a place for one behind each entry; zeros say that there is none.</summary>
    private const int ReceiptSize = 24;

    private readonly SessionAssembler _assembler = new();
    private readonly HashSet<Digest> _hashes = [];
    private readonly SpoolFile _entries = new();
    private readonly SpoolFile _receipts = new();
    private readonly SpoolFile _blobs = new();
    private readonly SpoolFile _usage = new();

    /// <summary>The segments, by the first entries of runs of entries that are in one.</summary>
    private readonly List<(long First, long Segment)> _segments = [];

    private long _count;
    private long _lastOfReceipts;

    public SessionFacts? Facts { get; private set; }

    public bool HasBlobs => _hashes.Count > 0;

    /// <summary>Takes the next part.</summary>
    public void Add(SessionPart part)
    {
        _assembler.Add(part);
        using (var writer = _entries.Append())
        {
            foreach (var entry in part.Entries)
                Add(writer, entry);
        }

        foreach (var (id, receipt) in part.Receipts)
            Add(id, receipt);
        foreach (var blob in part.Blobs)
        {
            if (!_hashes.Add(blob.Hash))
                continue;

            using var writer = _blobs.Append();
            writer.Write(blob.Hash.ToArray());
            Write(writer, blob.Bytes);
        }

        if (part.Usage.Count > 0)
        {
            using var writer = _usage.Append();
            Write(writer, JsonSerializer.SerializeToUtf8Bytes(part.Usage, SpoolJson.Default.IReadOnlyListUsageRecord));
        }

        Facts = part.Facts;
    }

    /// <summary>Returns the record of the session.</summary>
    public SessionRecord ToRecord(SessionKey key, SessionLimits limits)
    {
        var record = _assembler.ToRecord(key, limits, FindSegment);
        return _lastOfReceipts <= record.Tip.Value ? record : throw new ArgumentException($"A receipt names entry {_lastOfReceipts}, which is beyond the last entry, {record.Tip}.");
    }

    /// <summary>Reads the entries, and the receipts of the commits that they are the last entries of.</summary>
    public IEnumerable<(Entry Entry, Position? First, Guid Commit)> ReadEntries()
    {
        using var reader = _entries.ReadAt(0);
        using var receipts = _receipts.ReadAt(0);
        var commit = new byte[16];
        for (var position = new Position(1); position.Value <= _count; position = position.Next)
        {
            var entry = ReadEntry(reader, position);
            if (position.Value > _lastOfReceipts)
            {
                yield return (entry, null, default);
                continue;
            }

            var first = receipts.ReadInt64();
            receipts.BaseStream.ReadExactly(commit);
            yield return (entry, first == 0 ? null : new Position(first), new Guid(commit));
        }
    }

    public IEnumerable<Blob> ReadBlobs()
    {
        using var reader = _blobs.ReadAt(0);
        while (reader.BaseStream.Position < _blobs.Length)
            yield return new Blob(new Digest(reader.ReadBytes(Digest.Size)), ReadBytes(reader));
    }

    public IEnumerable<IReadOnlyList<UsageRecord>> ReadUsage()
    {
        using var reader = _usage.ReadAt(0);
        while (reader.BaseStream.Position < _usage.Length)
            yield return JsonSerializer.Deserialize(ReadBytes(reader), SpoolJson.Default.IReadOnlyListUsageRecord)!;
    }

    public void Dispose()
    {
        foreach (var file in (ReadOnlySpan<SpoolFile>)[_entries, _receipts, _blobs, _usage])
            file.Dispose();
    }

    private void Add(BinaryWriter writer, Entry entry)
    {
        _count++;
        if (_segments.Count == 0 || _segments[^1].Segment != entry.Segment.Value)
            _segments.Add((_count, entry.Segment.Value));

        writer.Write(entry.Parent.Value);
        writer.Write(entry.Segment.Value);
        writer.Write(entry.TurnStart.Value);
        writer.Write(entry.At.ToUnixTimeMilliseconds());
        writer.Write(entry.Kind.Value);
        Write(writer, entry.Subject);
        Write(writer, entry.Author);
        writer.Write(entry.PayloadHash.ToArray());
        writer.Write(entry.Chain.ToArray());
        Write(writer, entry.Salt);
        Write(writer, entry.Payload);
    }

    private static Entry ReadEntry(BinaryReader reader, Position position) => new()
    {
        Position = position,
        Parent = new Position(reader.ReadInt64()),
        Segment = new Position(reader.ReadInt64()),
        TurnStart = new Position(reader.ReadInt64()),
        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
        Kind = new EntryKind(reader.ReadString()),
        Subject = ReadText(reader),
        Author = ReadText(reader),
        PayloadHash = new Digest(reader.ReadBytes(Digest.Size)),
        Chain = new Digest(reader.ReadBytes(Digest.Size)),
        Salt = ReadBytes(reader),
        Payload = ReadBytes(reader),
    };

    private void Add(CommitId id, CommitReceipt receipt)
    {
        var place = (receipt.Last.Value - 1) * ReceiptSize;
        if (receipt.First.Value < 1 || receipt.Last < receipt.First)
            throw new ArgumentException($"The receipt of commit {id} names the entries {receipt.First} to {receipt.Last}, which cannot be.");
        if (place < _receipts.Length)
        {
            using var reader = _receipts.ReadAt(place);
            if (reader.ReadInt64() != 0)
                throw new ArgumentException($"Two receipts name entry {receipt.Last} as the last of their commits.");
        }

        using var writer = _receipts.WriteAt(place);
        writer.Write(receipt.First.Value);
        writer.Write(id.Value.ToByteArray());
        _lastOfReceipts = Math.Max(_lastOfReceipts, receipt.Last.Value);
    }

    private Position FindSegment(Position head)
    {
        var (low, high) = (0, _segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].First <= head.Value)
                low = middle;
            else
                high = middle - 1;
        }

        return new Position(_segments[low].Segment);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void Write(BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes.Span);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());
}

/// <summary>The form in which the spool holds usage.</summary>
[JsonSerializable(typeof(IReadOnlyList<UsageRecord>))]
internal sealed partial class SpoolJson : JsonSerializerContext;
