using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The stored form of state values.</summary>
internal static class StateJson
{
    private const int MaxKeyBytes = 256;

    public static string CheckKey(string key) => KeyRules.Check(key, "state key", MaxKeyBytes, mayBeEmpty: false, nameof(key));

    public static StateBody Write<T>(string key, T value) => new(key)
    {
        Value = value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T))),
    };

    public static T? Read<T>(StateEntry entry)
    {
        if (typeof(T) == typeof(JsonElement))
            return (T)(object)entry.Value;

        try
        {
            return (T?)entry.Value.Deserialize(AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new StateTypeException(entry.Key, typeof(T), $"a JSON {entry.Value.ValueKind.ToString().ToLowerInvariant()}", e);
        }
    }

    public static StateEntry? Read(Entry entry, SessionKey session) =>
        entry.Decode(session) is StateBody { Removed: false } body ? ToEntry(body, entry.Position) : null;

    public static StateEntry ToEntry(StateBody body, Position version) => new(body.Key, body.Value ?? NullValue, version);

    private static readonly JsonElement NullValue = JsonElement.Parse("null");
}
