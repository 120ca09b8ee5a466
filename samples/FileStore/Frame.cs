using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colloquy;

namespace FileStore;

/// <summary>One change of a session, as a line of its file tells it: one part is there, the others are null.</summary>
internal sealed record Frame(DateTimeOffset At, Birth? Created = null, SessionDetails? Details = null, LeaseState? Lease = null, Commit? Commit = null);

/// <summary>The beginning of a session. The nonce tells it from one that was deleted under the same key.</summary>
internal sealed record Birth(string App, string User, string Id, Guid Nonce)
{
    public SessionKey Key => new(Id, User, App);
}

[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(DigestConverter), typeof(TextConverter)])]
[JsonSerializable(typeof(Frame))]
internal sealed partial class FrameJson : JsonSerializerContext;

internal sealed class DigestConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
}

/// <summary>Refuses a lone surrogate, which JSON would change without a word.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Strict.GetBytes(value));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(Strict.GetBytes(value));
}
