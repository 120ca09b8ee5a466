using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>How a model answers with a value: the schema that it is sent, and how its answer is read.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// What is no object in JSON is asked for, and read, as the property <c>data</c> of one, since services take no other schemas. Members that the type
/// requires must be there, and null only where the type allows it.
/// </remarks>
public sealed class OutputFormat<T>
{
    private const string Data = "data";
    private readonly JsonTypeInfo<T> _type;
    private readonly JsonElement _schema;
    private readonly bool _isWrapped;

    /// <summary>Creates a format.</summary>
    /// <param name="json">How values are read, converters included; <see cref="AIJsonUtilities.DefaultOptions"/>, with tuples and large whole numbers beside them, when null.</param>
    /// <param name="validate">Looks at a value, and says in a sentence for the model what is wrong with it; null when nothing is.</param>
    public OutputFormat(JsonSerializerOptions? json = null, Func<T, string?>? validate = null)
    {
        Validate = validate;
        var strict = new JsonSerializerOptions(json ?? ValueJson.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
        strict.MakeReadOnly(populateMissingResolver: false);
        _type = (JsonTypeInfo<T>)strict.GetTypeInfo(typeof(T));

        var schema = AIJsonUtilities.CreateJsonSchema(typeof(T), serializerOptions: strict, inferenceOptions: new AIJsonSchemaCreateOptions { TransformSchemaNode = json is null ? ValueJson.Describe : null, TransformOptions = new() { DisallowAdditionalProperties = true } });
        _isWrapped = !IsObject(schema);
        _schema = _isWrapped ? Wrap(schema) : schema;
    }

    internal static OutputFormat<T> Default { get; } = new();

    /// <summary>Says what is wrong with a value; null for nothing to say.</summary>
    public Func<T, string?>? Validate { get; }

    /// <summary>How the model is told what to answer with.</summary>
    public ChatResponseFormatJson ResponseFormat => field ??= ChatResponseFormat.ForJsonSchema(_schema, Name(typeof(T)));

    /// <summary>Reads a value from a model's text.</summary>
    /// <param name="text">The text: JSON, alone or in a Markdown fence.</param>
    /// <param name="value">The value.</param>
    /// <returns>What is wrong, in a sentence for the model; null when nothing is.</returns>
    public string? TryRead(string text, out T value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = default!;
        try
        {
            var element = JsonElement.Parse(Unfence(text));
            if (_isWrapped)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(Data, out element))
                    return $"The JSON object has no property '{Data}'.";
            }

            value = element.Deserialize(_type)!;
            return value is null && default(T) is not null ? "The value is null." : Validate?.Invoke(value);
        }
        catch (JsonException e)
        {
            return $"It is not JSON of the schema: {e.Message}";
        }
    }

    private static bool IsObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8);

    private static JsonElement Wrap(JsonElement schema)
    {
        var wrapped = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Data] = ToolSchema.Move(JsonNode.Parse(schema.GetRawText()), "#", $"#/properties/{Data}") },
            ["required"] = new JsonArray(JsonValue.Create(Data)),
            ["additionalProperties"] = false,
        };
        return JsonElement.Parse(wrapped.ToJsonString());
    }

    private static string Unfence(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (!trimmed.StartsWith("```") || !trimmed.EndsWith("```") || trimmed.Length < 6)
            return trimmed.ToString();

        trimmed = trimmed[3..^3];
        var line = trimmed.IndexOf('\n');
        return (line < 0 ? trimmed : trimmed[(line + 1)..]).Trim().ToString();
    }

    private static string Name(Type type) => new([.. type.Name.Where(char.IsAsciiLetterOrDigit)]);
}
