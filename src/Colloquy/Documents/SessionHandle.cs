using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Identifies a session, and the branch that it is opened on, in a few bytes of JSON: for a cookie, a queue message, or another process. It contains nothing of the conversation.</summary>
/// <remarks>A handle is not a proof of identity: anybody who can write one can name any session. <see cref="SessionStoreExtensions.FindAsync(ISessionStore, SessionHandle, SessionOwner, OpenSessionOptions?, CancellationToken)"/> requires the owner that the caller has authenticated, and refuses the handle of another owner.</remarks>
/// <param name="Key">The session's whole key.</param>
/// <param name="Branch">The branch that the handle is bound to; null to use the current branch.</param>
[JsonConverter(typeof(JsonValueConverter<SessionHandle>))]
public sealed record SessionHandle(SessionKey Key, string? Branch = null) : IJsonValue<SessionHandle>
{
    /// <summary>The version of the form that is written, and the newest that is read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Gets the fields that this version does not know, by name. They are written as they were read.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Returns the handle as JSON, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HandleJson.Default.SessionHandle);

    /// <summary>Reads a handle that <see cref="ToJson"/> wrote.</summary>
    /// <param name="text">The JSON.</param>
    /// <exception cref="SessionDocumentException">The text is not a handle, or is one of a newer version.</exception>
    public static SessionHandle Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryRead(text, out var problem) ?? throw problem!;
    }

    /// <summary>Reads a handle that <see cref="ToJson"/> wrote, and reports what is wrong with another text.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="handle">The handle; null when the text is not one.</param>
    /// <param name="error">What is wrong, as a sentence; null when the text is a handle.</param>
    /// <returns>true when the text is a handle of this version or an earlier one; otherwise, false.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SessionHandle? handle, [NotNullWhen(false)] out string? error)
    {
        handle = TryRead(text ?? "", out var problem);
        error = problem?.Message;
        return handle is not null;
    }

    private static SessionHandle? TryRead(string text, out SessionDocumentException? problem)
    {
        problem = null;
        try
        {
            return JsonSerializer.Deserialize(text, HandleJson.Default.SessionHandle) ?? throw SessionDocumentException.BadHandle("it is null");
        }
        catch (JsonException e)
        {
            problem = SessionDocumentException.BadHandle("it is not JSON, or no object", e);
        }
        catch (SessionDocumentException e)
        {
            problem = e;
        }

        return null;
    }

    /// <summary>Returns a value that indicates whether both name the same branch of the same session.</summary>
    public bool Equals(SessionHandle? other) => other is not null && Key == other.Key && Branch == other.Branch;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Key, Branch);

    static SessionHandle IJsonValue<SessionHandle>.ReadJson(ref Utf8JsonReader reader) => SessionHandleJson.Read(ref reader);

    static void IJsonValue<SessionHandle>.WriteJson(Utf8JsonWriter writer, SessionHandle value) => SessionHandleJson.Write(writer, value);
}

/// <summary>The JSON form of handles.</summary>
[JsonSerializable(typeof(SessionHandle))]
internal sealed partial class HandleJson : JsonSerializerContext;
