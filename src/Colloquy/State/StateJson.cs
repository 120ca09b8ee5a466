using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Colloquy;

/// <summary>The stored form of state values.</summary>
internal static class StateJson
{
    public static string CheckKey(string key) => KeyRules.Check(key, "state key", KeyRules.MaxStateKeyBytes, nameof(key));

    /// <summary>Keys that begin so are Colloquy's own: not listed with the application's, not written by it, and kept when a session is closed.</summary>
    public const string ReservedPrefix = "colloquy.";

    public static bool IsReserved(string key) => key.StartsWith(ReservedPrefix, StringComparison.Ordinal);

    /// <summary>Checks a key that the application writes.</summary>
    public static string CheckOwnKey(string key) =>
        IsReserved(CheckKey(key)) ? throw new InvalidKeyException("state key", $"begins with '{ReservedPrefix}'", "Such keys are reserved; choose another name.") : key;

    /// <summary>Makes the body of a write.</summary>
    /// <exception cref="ContentNotStorableException">It has no stored form, or is too deep.</exception>
    public static StateBody Write<T>(string key, T value, JsonSerializerOptions json)
    {
        var what = $"The value of state key '{key}'";
        if (value is JsonElement element)
        {
            var changes = StoredOtherwise.No;
            var whole = StorableJson.Of(element, ref changes);
            return JsonDepth.Fits(JsonMarshal.GetRawUtf8Value(whole)) ? new(key) { Value = whole, IsReplaced = changes != StoredOtherwise.No } : throw ContentNotStorableException.TooDeep(what);
        }

        using var buffer = PayloadBuffer.Rent();
        try
        {
            JsonSerializer.Serialize(buffer.Writer, value, InfoOf<T>(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException { InnerException: null })
        {
            throw e is JsonException { InnerException: null } ? ContentNotStorableException.TooDeep(what, e) : ContentNotStorableException.NoForm(e, what);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw ContentNotStorableException.NoForm(e, what);
        }

        var bytes = buffer.ToArray();
        return JsonDepth.Fits(bytes)
            ? new(key) { Value = JsonElement.Parse(bytes, JsonDepth.Stored), IsReplaced = LoneSurrogates.WereReplaced(bytes) }
            : throw ContentNotStorableException.TooDeep(what);
    }

    public static T? Read<T>(StateEntry entry, JsonSerializerOptions json)
    {
        if (typeof(T) == typeof(JsonElement))
            return (T)(object)entry.Value;

        try
        {
            return entry.Value.Deserialize(InfoOf<T>(json));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new StateTypeException(entry.Key, typeof(T), $"a JSON {entry.Value.ValueKind.ToString().ToLowerInvariant()}", e);
        }
    }

    /// <summary>The write that an entry of a session's log holds.</summary>
    public static StateEntry? ReadChange(Entry entry, SessionKey session)
    {
        var version = new StateVersion(entry.Position.Value);
        try
        {
            return entry.Decode(session) is StateBody body ? ToChange(body, version) : null;
        }
        catch (CorruptDataException e)
        {
            return new StateEntry(entry.Subject ?? "", default, version) { Damage = e };
        }
    }

    public static StateEntry? Read(Entry entry, SessionKey session) => ReadChange(entry, session)?.Present;

    /// <summary>Reads what Colloquy keeps for itself under a reserved key. Null when that is not there, is damaged, or is nothing that it writes, as in a session that was imported: none of it keeps a session from going on.</summary>
    public static T? ReadReserved<T>(StateEntry? entry, JsonTypeInfo<T> type)
        where T : class
    {
        if (entry is null or { Damage: not null })
            return null;

        try
        {
            return entry.Value.Deserialize(type) is { } value && !(value is IEnumerable<object?> all && all.Contains(null)) ? value : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads the same of the entry that wrote it; null for none.</summary>
    public static T? ReadReserved<T>(Entry? entry, SessionKey session, JsonTypeInfo<T> type)
        where T : class => entry is null ? null : ReadReserved(Read(entry, session), type);

    /// <summary>The write that a store keeps for an owner.</summary>
    public static StateEntry ReadChange(StoredState stored, SessionOwner owner)
    {
        if (stored.Removed)
            return new StateEntry(stored.Key, default, stored.Version) { IsRemoved = true };
        if (stored.Unreadable is { } problem)
            return new StateEntry(stored.Key, default, stored.Version) { Damage = new CorruptDataException(owner, stored.Key, problem) };

        try
        {
            return new StateEntry(stored.Key, JsonElement.Parse(stored.Value.Span, JsonDepth.Stored), stored.Version);
        }
        catch (JsonException e)
        {
            return new StateEntry(stored.Key, default, stored.Version) { Damage = new CorruptDataException(owner, stored.Key, "is not JSON: it was damaged, or something else wrote it", e) };
        }
    }

    public static StateEntry ToChange(StateBody body, StateVersion version) => new(body.Key, body.Removed ? default : body.Value ?? NullValue, version) { IsRemoved = body.Removed };

    /// <summary>The value as UTF-8, as it is stored; empty for a removal.</summary>
    public static byte[] ToUtf8(StateBody body) => body.Removed ? [] : ToUtf8(body.Value ?? NullValue);

    public static long SizeOf(StateBody body) => ToUtf8(body).Length;

    public static long SizeOf(JsonElement value) => ToUtf8(value).Length;

    public static long SizeOf(StateEntry entry) => SizeOfKey(entry.Key) + (entry.Damage is null ? SizeOf(entry.Value) : 0);

    public static long SizeOfKey(string key) => Encoding.UTF8.GetByteCount(key);

    private static JsonTypeInfo<T> InfoOf<T>(JsonSerializerOptions json)
    {
        if (!json.IsReadOnly)
        {
            json.TypeInfoResolver ??= StorableJson.Options.TypeInfoResolver;
            json.MakeReadOnly();
        }

        return (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
    }

    private static byte[] ToUtf8(JsonElement value)
    {
        using var buffer = PayloadBuffer.Rent();
        value.WriteTo(buffer.Writer);
        return buffer.ToArray();
    }

    private static readonly JsonElement NullValue = JsonElement.Parse("null");
}
