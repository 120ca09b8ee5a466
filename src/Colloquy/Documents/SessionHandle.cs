using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>What names a session, and the branch that a handle on it is bound to, in a few bytes of JSON: for a cookie, a message of a queue, another process. It holds nothing of the conversation.</summary>
/// <remarks>It is no proof of identity: whoever can write one can name any session. <see cref="SessionStoreExtensions.FindAsync(ISessionStore, SessionHandle, SessionOwner, OpenSessionOptions?, CancellationToken)"/> takes the owner that the caller has made sure of, and refuses the handle of another.</remarks>
/// <param name="Key">The session's whole key.</param>
/// <param name="Branch">The branch that the handle is bound to; null to follow the current one.</param>
[JsonConverter(typeof(JsonValueConverter<SessionHandle>))]
public sealed record SessionHandle(SessionKey Key, string? Branch = null) : IJsonValue<SessionHandle>
{
    /// <summary>The version of the form that is written, and the newest that is read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Fields that this version does not know, by name. They are written again as they were read.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Returns the handle as JSON, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HandleJson.Default.SessionHandle);

    /// <summary>Reads a handle that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="SessionDocumentException">It is no handle, or one of a newer version.</exception>
    public static SessionHandle FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, HandleJson.Default.SessionHandle) ?? throw SessionDocumentException.BadHandle("it is null");
        }
        catch (JsonException e)
        {
            throw SessionDocumentException.BadHandle("it is not JSON, or no object", e);
        }
    }

    /// <summary>Whether both name the same branch of the same session.</summary>
    public bool Equals(SessionHandle? other) => other is not null && Key == other.Key && Branch == other.Branch;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Key, Branch);

    static SessionHandle IJsonValue<SessionHandle>.ReadJson(ref Utf8JsonReader reader) => SessionHandleJson.Read(ref reader);

    static void IJsonValue<SessionHandle>.WriteJson(Utf8JsonWriter writer, SessionHandle value) => SessionHandleJson.Write(writer, value);
}

/// <summary>The JSON form of handles.</summary>
[JsonSerializable(typeof(SessionHandle))]
internal sealed partial class HandleJson : JsonSerializerContext;
