using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Storage;

/// <summary>Converts a value that knows its own JSON form.</summary>
/// <typeparam name="TSelf">The type of the value.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonValueConverter<TSelf> : JsonConverter<TSelf>
    where TSelf : IJsonValue<TSelf>
{
    /// <inheritdoc />
    public override TSelf Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return TSelf.ReadJson(ref reader);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Without a message of its own, the exception gets one that names the place in the JSON.
            throw new JsonException(null, e);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TSelf value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TSelf.WriteJson(writer, value);
    }
}

/// <summary>Represents a value that knows its own JSON form.</summary>
/// <typeparam name="TSelf">The type of the value.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IJsonValue<TSelf>
    where TSelf : IJsonValue<TSelf>
{
    /// <summary>Reads a value.</summary>
    /// <param name="reader">The reader, at the value.</param>
    /// <exception cref="JsonException">The JSON is not such a value.</exception>
    /// <exception cref="FormatException">The JSON is a text of a wrong form. The converter throws a <see cref="JsonException"/> instead.</exception>
    /// <exception cref="ArgumentException">The value is not allowed. The converter throws a <see cref="JsonException"/> instead.</exception>
    static abstract TSelf ReadJson(ref Utf8JsonReader reader);

    /// <summary>Writes a value.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    static abstract void WriteJson(Utf8JsonWriter writer, TSelf value);
}
