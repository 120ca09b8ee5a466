using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>Reads the stored payload of an event by the names of its fields.</summary>
internal readonly struct EventDetails(SessionEvent happened)
{
    private readonly JsonElement _json = happened.Details ?? default;

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public long Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : 0;

    public bool IsTrue(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    public JsonElement? Find(string name) => _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) ? value : null;
}
