using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Storage;

/// <summary>Specifies the purpose of a lease. The set of purposes is open: readers keep purposes of later versions unchanged.</summary>
[JsonConverter(typeof(JsonValueConverter<LeasePurpose>))]
public readonly record struct LeasePurpose : IJsonValue<LeasePurpose>
{
    private const string Default = "turn";

    private readonly string? _value;

    /// <summary>Creates a purpose.</summary>
    /// <param name="value">The name under which it is stored.</param>
    public LeasePurpose(string value) => _value = value == Default ? null : value;

    /// <summary>A turn of an agent. The default.</summary>
    public static LeasePurpose Turn => default;

    /// <summary>A pruning in which a model writes a summary or scores messages.</summary>
    public static LeasePurpose Pruning { get; } = new("pruning");

    /// <summary>Gets the name under which it is stored.</summary>
    public string Value => _value ?? Default;

    /// <summary>Returns the name.</summary>
    public override string ToString() => Value;

    static LeasePurpose IJsonValue<LeasePurpose>.ReadJson(ref Utf8JsonReader reader) =>
        new(reader.GetString() ?? throw new JsonException("The purpose of a lease is a string."));

    static void IJsonValue<LeasePurpose>.WriteJson(Utf8JsonWriter writer, LeasePurpose value) => writer.WriteStringValue(value.Value);
}
