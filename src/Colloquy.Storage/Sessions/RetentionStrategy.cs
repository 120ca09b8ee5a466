using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Specifies the strategy by which a policy prunes a session.</summary>
/// <param name="Value">The name under which it is stored.</param>
[JsonConverter(typeof(JsonValueConverter<RetentionStrategy>))]
public readonly record struct RetentionStrategy(string Value) : IJsonValue<RetentionStrategy>
{
    /// <summary>Keeps the newest messages, in whole exchanges.</summary>
    public static RetentionStrategy KeepLast { get; } = new("keep-last");

    /// <summary>Keeps the newest messages, in whole turns.</summary>
    public static RetentionStrategy SlidingWindow { get; } = new("sliding-window");

    /// <summary>Keeps the newest messages, and a model's summary of those before them.</summary>
    public static RetentionStrategy Summary { get; } = new("summarize-old");

    /// <summary>Keeps the newest messages, and those before them that a model scores as important.</summary>
    public static RetentionStrategy Importance { get; } = new("keep-important");

    /// <summary>All strategies.</summary>
    public static IReadOnlyList<RetentionStrategy> All { get; } = [KeepLast, SlidingWindow, Summary, Importance];

    /// <summary>Returns the name under which it is stored.</summary>
    public override string ToString() => Value;

    static RetentionStrategy IJsonValue<RetentionStrategy>.ReadJson(ref Utf8JsonReader reader) =>
        new(reader.GetString() ?? throw new JsonException("A strategy is a string."));

    static void IJsonValue<RetentionStrategy>.WriteJson(Utf8JsonWriter writer, RetentionStrategy value) => writer.WriteStringValue(value.Value);
}
