using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy;

/// <summary>Writes the lines of a document: each a JSON object whose first field says what it is.</summary>
internal sealed class DocumentWriter(Stream stream) : IDisposable
{
    public const int Version = 1;

    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushAt);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;

    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    public ValueTask WriteHeaderAsync(SessionRecord record, IEnumerable<KeyValuePair<string, string>> metadata, JsonElement? unknown, CancellationToken cancellationToken)
    {
        Begin("session");
        _json.WriteNumber("version"u8, Version);
        _json.WriteString("app"u8, record.Key.App);
        _json.WriteString("user"u8, record.Key.Owner.StoredUser);
        _json.WriteString("id"u8, record.Key.Id);
        _json.WriteNumber("entries"u8, record.Tip.Value);
        _json.WriteString("chain"u8, record.Chain.ToString());
        _json.WriteString("branch"u8, record.Branch);
        _json.WriteString("activity"u8, DocumentNames.Of(record.Activity));
        Write("createdAt", record.CreatedAt);
        Write("updatedAt", record.UpdatedAt);
        if (record.Details.Title is { } title)
            _json.WriteString("title"u8, title);
        _json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in metadata)
            _json.WriteString(name, value);
        _json.WriteEndObject();
        if (record.Retention is { } policy)
        {
            _json.WritePropertyName("retention"u8);
            JsonSerializer.Serialize(_json, policy, LogJsonContext.Default.RetentionPolicy);
        }

        return EndAsync(unknown, cancellationToken);
    }

    public ValueTask WriteEntryAsync(Entry entry, string? unreadable, JsonElement? unknown, CancellationToken cancellationToken)
    {
        Begin("entry");
        _json.WriteNumber("position"u8, entry.Position.Value);
        _json.WriteNumber("parent"u8, entry.Parent.Value);
        _json.WriteNumber("segment"u8, entry.Segment.Value);
        _json.WriteNumber("turn"u8, entry.TurnStart.Value);
        _json.WriteString("kind"u8, entry.Kind.Value);
        WriteIfAny("subject", entry.Subject);
        WriteIfAny("author", entry.Author);
        Write("at", entry.At);
        if (!entry.Salt.IsEmpty)
            _json.WriteBase64String("salt"u8, entry.Salt.Span);
        if (!entry.Payload.IsEmpty)
            WritePayload(entry.Payload.Span);
        _json.WriteString("hash"u8, entry.PayloadHash.ToString());
        _json.WriteString("chain"u8, entry.Chain.ToString());
        WriteIfAny("unreadable", unreadable);
        return EndAsync(unknown, cancellationToken);
    }

    public ValueTask WriteBlobAsync(Blob blob, JsonElement? unknown, CancellationToken cancellationToken)
    {
        Begin("blob");
        _json.WriteString("hash"u8, blob.Hash.ToString());
        _json.WritePropertyName("bytes"u8);
        _json.WriteBase64StringSegment(blob.Bytes.Span, isFinalSegment: true);
        return EndAsync(unknown, cancellationToken);
    }

    public ValueTask WriteBranchAsync(BranchHead branch, JsonElement? unknown, CancellationToken cancellationToken)
    {
        Begin("branch");
        _json.WriteString("name"u8, branch.Name);
        if (branch.Head is { } head)
            _json.WriteNumber("head"u8, head.Value);
        else
            _json.WriteNull("head"u8);
        _json.WriteNumber("moved"u8, branch.LastMove.Value);
        if (branch.IsWaiting)
            _json.WriteBoolean("waits"u8, true);
        return EndAsync(unknown, cancellationToken);
    }

    public ValueTask WriteUsageAsync(UsageRecord record, JsonElement? unknown, CancellationToken cancellationToken)
    {
        Begin("usage");
        _json.WriteString("call"u8, record.Call);
        _json.WriteNumber("position"u8, record.Position.Value);
        _json.WriteNumber("turn"u8, record.TurnStart.Value);
        Write("at", record.At);
        WriteIfAny("agent", record.Agent);
        WriteIfAny("model", record.Model);
        WriteIfAny("provider", record.Provider);
        _json.WriteStartArray("called"u8);
        foreach (var tool in record.Called)
            _json.WriteStringValue(tool);
        _json.WriteEndArray();
        _json.WriteBoolean("reported"u8, record.IsReported);
        _json.WriteNumber("input"u8, record.InputTokens);
        _json.WriteNumber("output"u8, record.OutputTokens);
        _json.WriteNumber("cached"u8, record.CachedInputTokens);
        _json.WriteNumber("reasoning"u8, record.ReasoningTokens);
        _json.WriteNumber("total"u8, record.TotalTokens);
        if (record.Cost is { } cost)
            _json.WriteNumber("cost"u8, cost);
        return EndAsync(unknown, cancellationToken);
    }

    /// <summary>Writes a line of a kind that this version does not know, as it was read.</summary>
    public ValueTask WriteUnknownAsync(JsonElement line, CancellationToken cancellationToken)
    {
        _json.Reset(_lines);
        line.WriteTo(_json);
        return FinishAsync(cancellationToken);
    }

    /// <summary>Writes the last line, by which a reader knows that it has all, as it was written.</summary>
    public async ValueTask WriteEndAsync(JsonElement? unknown, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Begin("end");
        _json.WriteNumber("lines"u8, _count + 1);
        _json.WriteString("hash"u8, Convert.ToHexStringLower(_hash.GetCurrentHash()));
        await EndAsync(unknown, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Begin(string type)
    {
        _json.Reset(_lines);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void WriteIfAny(string name, string? value)
    {
        if (value is not null)
            _json.WriteString(name, value);
    }

    private void Write(string name, DateTimeOffset at) =>
        _json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>Writes JSON byte for byte, since its hash is over its bytes; writes as base64 what is not JSON, or has white space around it or line ends within.</summary>
    private void WritePayload(ReadOnlySpan<byte> payload)
    {
        if (DocumentNames.StandsInALine(payload))
        {
            _json.WritePropertyName("payload"u8);
            _json.WriteRawValue(payload, skipInputValidation: true);
        }
        else
        {
            _json.WritePropertyName("payloadBytes"u8);
            _json.WriteBase64StringSegment(payload, isFinalSegment: true);
        }
    }

    private ValueTask EndAsync(JsonElement? unknown, CancellationToken cancellationToken)
    {
        if (unknown is { } fields)
        {
            foreach (var field in fields.EnumerateObject())
                field.WriteTo(_json);
        }

        _json.WriteEndObject();
        return FinishAsync(cancellationToken);
    }

    private ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _json.Flush();
        _lines.Write("\n"u8);
        _count++;
        return _lines.WrittenCount < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _hash.AppendData(_lines.WrittenSpan);
        await stream.WriteAsync(_lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _lines.ResetWrittenCount();
    }
}
