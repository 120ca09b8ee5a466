using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(MillisecondsConverter), typeof(OriginConverter), typeof(TestOutcomeConverter), typeof(BlameConverter)])]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(ConversationRecord))]
[JsonSerializable(typeof(string))]
internal sealed partial class RunJsonContext : JsonSerializerContext;

internal static class RunJson
{
    /// <summary>Writes text in any script as it is.</summary>
    public static RunJsonContext Readable { get; } = new(new JsonSerializerOptions(RunJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

internal sealed class TestOutcomeConverter() : JsonStringEnumConverter<TestOutcome>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class BlameConverter() : JsonStringEnumConverter<Blame>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>Writes a duration as a number of milliseconds, to the microsecond.</summary>
internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var value and >= 0 and < 1e12 ? TimeSpan.FromMicroseconds(Math.Round(value * 1000)) : throw new JsonException("A duration is a number of milliseconds, from 0.");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value.TotalMilliseconds, 3));
}

/// <summary>Writes where an answer came from as a list of words.</summary>
internal sealed class OriginConverter : JsonConverter<AnswerOrigin>
{
    private static readonly (AnswerOrigin Flag, string Word)[] Words = [(AnswerOrigin.Live, "live"), (AnswerOrigin.Replayed, "replayed"), (AnswerOrigin.StandIn, "standIn")];

    public override AnswerOrigin Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("An origin is a list of words.");

        var origin = AnswerOrigin.Unknown;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var word = reader.GetString();
            var known = Array.Find(Words, one => one.Word == word);
            origin |= known.Word is null ? throw new JsonException($"'{word}' is not an origin: {string.Join(", ", Words.Select(one => one.Word))}.") : known.Flag;
        }

        return origin;
    }

    public override void Write(Utf8JsonWriter writer, AnswerOrigin value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (flag, word) in Words)
        {
            if (value.HasFlag(flag))
                writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
    }
}
