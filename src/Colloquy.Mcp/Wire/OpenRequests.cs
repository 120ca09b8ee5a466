using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Colloquy.Mcp;

/// <summary>A request that was sent and is not answered yet.</summary>
internal sealed record OpenRequest(JsonNode Id, string Method, string? Version);

/// <summary>The requests of a connection that are not answered yet, so that an answer finds its request also when its id came back in another form.</summary>
internal sealed partial class OpenRequests
{
    private readonly ConcurrentDictionary<string, OpenRequest> _open = new(StringComparer.Ordinal);

    /// <summary>Notes what is sent. Returns the request, if it is one that is answered.</summary>
    public OpenRequest? Note(JsonNode? sent)
    {
        if (sent is not JsonObject message || message["method"].AsText() is not { } method)
            return null;

        if (method == "notifications/cancelled" && message["params"] is JsonObject cancelled && Text(cancelled["requestId"]) is { } id)
            _open.TryRemove(id, out _);
        if (Text(message["id"]) is not { } own)
            return null;

        return _open[own] = new OpenRequest(message["id"]!.DeepClone(), method, (message["params"] as JsonObject)?["protocolVersion"].AsText());
    }

    /// <summary>Forgets a request that nobody waits for any more.</summary>
    public void Forget(OpenRequest request) => _open.TryRemove(Text(request.Id)!, out _);

    /// <summary>Takes the request that an answer belongs to; null when there is none.</summary>
    /// <param name="id">The id that the answer gives.</param>
    /// <param name="own">The request that must be meant where the id is missing; null for the only one that is open.</param>
    public OpenRequest? Take(JsonNode? id, OpenRequest? own)
    {
        if (Text(id) is { } given)
            return _open.TryRemove(given, out var found) ? found : null;

        own ??= _open.Count == 1 ? _open.Values.FirstOrDefault() : null;
        return own is not null && _open.TryRemove(Text(own.Id)!, out var only) ? only : null;
    }

    /// <summary>Takes the request that a text which cannot be read was to answer.</summary>
    public OpenRequest? TakeFrom(string text, OpenRequest? own)
    {
        var id = Ids.Match(text.Length > 4096 ? text[..4096] : text);
        return (id.Success ? Take(JsonValue.Create(id.Groups[1].Value.Trim('"')), own) : null) ?? Take(null, own);
    }

    /// <summary>Whether a text that cannot be read was meant as an answer: many servers write other things between.</summary>
    public static bool LooksLikeAnswer(string text) =>
        text.AsSpan().TrimStart() is ['{', ..] && (text.Contains("\"jsonrpc\"", StringComparison.Ordinal) || Ids.IsMatch(text.Length > 4096 ? text[..4096] : text));

    // A whole number may come back as text, or as a fraction.
    private static string? Text(JsonNode? id)
    {
        if (id is not JsonValue value)
            return null;
        if (value.AsText() is { } text)
            return text;

        return value.GetValueKind() == JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number)
            ? decimal.Truncate(number).ToString("0", CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex("""
        "id"\s*:\s*("[^"]{1,100}"|\d{1,18})
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Ids { get; }
}
