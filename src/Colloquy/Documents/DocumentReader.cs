using System.Runtime.InteropServices;
using System.Text.Json;

namespace Colloquy;

/// <summary>Reads the lines of a document, and checks each by itself.</summary>
internal sealed class DocumentReader(Stream stream) : IDisposable
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DocumentNames.MaxDepth };

    private static readonly HashSet<string> HeaderFields = ["type", "version", "app", "user", "id", "entries", "chain", "branch", "activity", "createdAt", "updatedAt", "title", "metadata", "retention"];
    private static readonly HashSet<string> EntryFields = ["type", "position", "parent", "segment", "turn", "kind", "subject", "author", "at", "salt", "payload", "payloadBytes", "hash", "chain", "unreadable"];
    private static readonly HashSet<string> BlobFields = ["type", "hash", "bytes"];
    private static readonly HashSet<string> BranchFields = ["type", "name", "head", "moved", "waits"];
    private static readonly HashSet<string> UsageFields = ["type", "call", "position", "turn", "at", "agent", "model", "provider", "called", "reported", "input", "output", "cached", "reasoning", "total", "cost"];
    private static readonly HashSet<string> EndFields = ["type", "lines", "hash"];

    private readonly DocumentLines _lines = new(stream);

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Line => _lines.Number;

    /// <summary>The entry that comes next, for errors; null when none does.</summary>
    public Position? Expected { get; set; }

    public void Dispose() => _lines.Dispose();

    public async ValueTask<HeaderLine> ReadHeaderAsync(CancellationToken cancellationToken) =>
        (HeaderLine)(await ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw Truncated("should be there, and the document is empty"));

    /// <summary>Reads a line; null behind the last.</summary>
    public async ValueTask<DocumentLine?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _lines.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } line)
            return null;

        try
        {
            using var json = JsonDocument.Parse(line, Options);
            return Parse(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or InvalidKeyException or OverflowException)
        {
            throw _lines.IsCutOff && (Line > 1 || line.Span is [(byte)'{', ..])
                ? new SessionDocumentException(SessionDocumentFailure.Truncated, Line, "is cut off, and the document with it", Expected, e)
                : Malformed("is not a line of a session's document", Expected, e);
        }
    }

    /// <summary>Whether the document is, up to the last line, what was written.</summary>
    public bool IsWhole(EndLine end) => end.Hash == _lines.HashBefore() && end.Lines == Line;

    /// <summary>Whether nothing follows but blank lines.</summary>
    public ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) => _lines.IsAtEndAsync(cancellationToken);

    public SessionDocumentException Malformed(string problem, Position? position = null, Exception? inner = null) =>
        new(SessionDocumentFailure.Malformed, Line, problem, position, inner);

    public SessionDocumentException Altered(string problem, Position? position = null) =>
        new(SessionDocumentFailure.Altered, Line, problem, position);

    public SessionDocumentException Truncated(string problem, Position? position = null) =>
        new(SessionDocumentFailure.Truncated, Line, problem, position);

    private DocumentLine Parse(JsonElement json)
    {
        var type = json.GetProperty("type").GetString();
        if (Line == 1)
            return type == "session" ? ParseHeader(json) : throw Malformed("is not the first line of a session's document");

        return type switch
        {
            "entry" => new EntryLine(ParseEntry(json)) { Unreadable = Text(json, "unreadable"), Unknown = UnknownOf(json, EntryFields) },
            "blob" => new BlobLine(new Blob(DigestOf(json, "hash"), json.GetProperty("bytes").GetBytesFromBase64())) { Unknown = UnknownOf(json, BlobFields) },
            "branch" => new BranchLine(ParseBranch(json)) { Unknown = UnknownOf(json, BranchFields) },
            "usage" => new UsageLine(ParseUsage(json)) { Unknown = UnknownOf(json, UsageFields) },
            "end" => new EndLine(json.GetProperty("lines").GetInt64(), DigestOf(json, "hash")) { Unknown = UnknownOf(json, EndFields) },
            "session" => throw Malformed("begins another document"),
            _ => new UnknownLine { Unknown = json.Clone() },
        };
    }

    private HeaderLine ParseHeader(JsonElement json)
    {
        var version = json.GetProperty("version").GetInt32();
        if (version > DocumentWriter.Version)
            throw new SessionDocumentException(SessionDocumentFailure.NewerVersion, Line, $"says that the document has version {version}, and this program reads versions up to {DocumentWriter.Version}; bring Colloquy up to date");

        return new HeaderLine(new SessionKey(Required(json, "id"), SessionOwner.OfStored(Required(json, "user"), Required(json, "app"))))
        {
            Tip = PositionOf(json, "entries"),
            Chain = DigestOf(json, "chain"),
            Branch = Required(json, "branch"),
            Activity = DocumentNames.ActivityOf(Text(json, "activity")),
            CreatedAt = json.TryGetProperty("createdAt", out _) ? TimeOf(json, "createdAt") : null,
            UpdatedAt = json.TryGetProperty("updatedAt", out _) ? TimeOf(json, "updatedAt") : null,
            Retention = json.TryGetProperty("retention", out var policy) ? ReadPolicy(policy) : null,
            Title = Text(json, "title"),
            Metadata = json.TryGetProperty("metadata", out var metadata) ? metadata.EnumerateObject().Where(pair => !DocumentNames.IsOwn(pair.Name)).ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "") : [],
            Unknown = UnknownOf(json, HeaderFields),
        };
    }

    private static Entry ParseEntry(JsonElement json) => new()
    {
        Position = PositionOf(json, "position"),
        Parent = PositionOf(json, "parent"),
        Segment = PositionOf(json, "segment"),
        TurnStart = PositionOf(json, "turn"),
        Kind = new EntryKind(Required(json, "kind")),
        Subject = Text(json, "subject"),
        Author = Text(json, "author"),
        At = TimeOf(json),
        Salt = json.TryGetProperty("salt", out var salt) ? salt.GetBytesFromBase64() : default,
        Payload = json.TryGetProperty("payload", out var payload) ? JsonMarshal.GetRawUtf8Value(payload).ToArray()
            : json.TryGetProperty("payloadBytes", out var bytes) ? bytes.GetBytesFromBase64() : default,
        PayloadHash = DigestOf(json, "hash"),
        Chain = DigestOf(json, "chain"),
    };

    private static BranchHead ParseBranch(JsonElement json)
    {
        var head = json.GetProperty("head");
        return new BranchHead(KeyRules.Check(Required(json, "name"), "branch name", KeyRules.MaxIdBytes, "name"), head.ValueKind == JsonValueKind.Null ? null : new Position(head.GetInt64()))
        {
            LastMove = PositionOf(json, "moved"),
            IsWaiting = head.ValueKind != JsonValueKind.Null && json.TryGetProperty("waits", out var waits) && waits.GetBoolean(),
        };
    }

    private static UsageRecord ParseUsage(JsonElement json) => new()
    {
        Call = json.GetProperty("call").GetGuid(),
        Position = PositionOf(json, "position"),
        TurnStart = PositionOf(json, "turn"),
        At = TimeOf(json),
        Agent = Text(json, "agent"),
        Model = Text(json, "model"),
        Provider = Text(json, "provider"),
        Called = [.. json.GetProperty("called").EnumerateArray().Select(tool => tool.GetString()!)],
        IsReported = json.GetProperty("reported").GetBoolean(),
        InputTokens = json.GetProperty("input").GetInt64(),
        OutputTokens = json.GetProperty("output").GetInt64(),
        CachedInputTokens = json.GetProperty("cached").GetInt64(),
        ReasoningTokens = json.GetProperty("reasoning").GetInt64(),
        TotalTokens = json.GetProperty("total").GetInt64(),
        Cost = json.TryGetProperty("cost", out var cost) ? cost.GetDecimal() : null,
    };

    private static JsonElement? UnknownOf(JsonElement json, HashSet<string> known)
    {
        if (json.EnumerateObject().All(field => known.Contains(field.Name)))
            return null;

        using var buffer = PayloadBuffer.Rent();
        buffer.Writer.WriteStartObject();
        foreach (var field in json.EnumerateObject().Where(field => !known.Contains(field.Name)))
            field.WriteTo(buffer.Writer);
        buffer.Writer.WriteEndObject();
        return JsonElement.Parse(buffer.ToArray(), JsonDepth.Stored);
    }

    private static string Required(JsonElement json, string name) => Text(json, name) ?? throw new FormatException($"The field '{name}' is missing.");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static RetentionPolicy? ReadPolicy(JsonElement json)
    {
        var policy = json.Deserialize(LogJsonContext.Default.RetentionPolicy);
        policy?.EnsureWellFormed();
        return policy;
    }

    private static DateTimeOffset TimeOf(JsonElement json, string name = "at") =>
        DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty(name).GetDateTimeOffset().ToUnixTimeMilliseconds());

    private static Position PositionOf(JsonElement json, string name) => new(json.GetProperty(name).GetInt64());

    private static Digest DigestOf(JsonElement json, string name) => Digest.Parse(Required(json, name));
}
