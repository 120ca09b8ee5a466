using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The stored form of state values.</summary>
internal static class StateJson
{
    private const int MaxKeyBytes = 256;

    public static string CheckKey(string key) => KeyRules.Check(key, "state key", MaxKeyBytes, mayBeEmpty: false, nameof(key));

    /// <summary>Keys that begin so are Colloquy's own: not listed with the application's, not written by it, and kept when a session is closed.</summary>
    public const string ReservedPrefix = "colloquy.";

    public static bool IsReserved(string key) => key.StartsWith(ReservedPrefix, StringComparison.Ordinal);

    /// <summary>Checks a key that the application writes.</summary>
    public static string CheckOwnKey(string key) =>
        IsReserved(CheckKey(key)) ? throw new InvalidKeyException("state key", $"begins with '{ReservedPrefix}'", "Such keys are reserved; choose another name.") : key;

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
