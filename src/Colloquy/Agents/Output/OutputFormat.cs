using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Defines the form in which a model answers with a value: the schema that it is sent, and the way in which its answer is read.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// A value that is not a JSON object is requested as the property <c>data</c> of one, since services accept no other schemas. It is read in that form, and as the value alone.
/// Members that the type requires must be present, no property may occur twice, and null may occur only where the type allows it: for the value itself, and for its elements when it is a list or
/// a dictionary, references are taken as not nullable. Thoughts (<c>&lt;think&gt;</c>), fences of Markdown and prose around the JSON are ignored. An exception of a
/// constructor, a setter or a converter makes the answer invalid; of <see cref="ArgumentException"/>, <see cref="FormatException"/> and <see cref="OverflowException"/>
/// the model receives the message, of any other exception only the type.
/// </remarks>
public sealed class OutputFormat<T>
{
    private const string Data = "data";
    private readonly JsonTypeInfo<T> _type;
    private readonly JsonElement _schema;
    private readonly bool _isWrapped;

    /// <summary>Creates a format.</summary>
    /// <param name="json">The options by which values are read, with converters; null for <see cref="AIJsonUtilities.DefaultOptions"/> with support for tuples and large whole numbers.</param>
    /// <param name="validate">A function that returns a sentence for the model about what is wrong with a value, or null when the value is valid; null for no function.</param>
    public OutputFormat(JsonSerializerOptions? json = null, Func<T, string?>? validate = null)
    {
        Validate = validate;
        var strict = new JsonSerializerOptions(json ?? ValueJson.Options)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowOutOfOrderMetadataProperties = true,
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
        };
        strict.MakeReadOnly();
        _type = (JsonTypeInfo<T>)strict.GetTypeInfo(typeof(T));

        var schema = AIJsonUtilities.CreateJsonSchema(typeof(T), serializerOptions: strict, inferenceOptions: new AIJsonSchemaCreateOptions { TransformSchemaNode = json is null ? ValueJson.Describe : null, TransformOptions = new() { DisallowAdditionalProperties = true } });
        _isWrapped = !IsObject(schema);
        _schema = _isWrapped ? Wrap(schema) : schema;
    }

    internal static OutputFormat<T> Default { get; } = new();

    /// <summary>Gets the function that validates a value and returns what is wrong with it; null for none.</summary>
    public Func<T, string?>? Validate { get; }

    /// <summary>Gets the response format that the model is sent.</summary>
    public ChatResponseFormatJson ResponseFormat => field ??= ChatResponseFormat.ForJsonSchema(_schema, Name(typeof(T)));

    /// <summary>Reads a value from a model's text.</summary>
    /// <param name="text">The text: JSON, alone, in a Markdown fence or in prose.</param>
    /// <param name="value">The value; the default of its type when the result is false.</param>
    /// <param name="error">What is wrong, in a sentence for the model; null when the result is true.</param>
    /// <returns>true when the text holds a value; otherwise, false.</returns>
    public bool TryParse(string text, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? error) => (error = FindProblem(text, out value, out _)) is null;

    /// <summary>Reads a value, and returns what is wrong, with the exception that is behind it if there is one; null when nothing is.</summary>
    internal string? FindProblem(string text, out T value, out Exception? failure)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, failure) = (default!, null);
        var found = JsonInText.Find(text, out var noJson);
        if (found.Count == 0)
            return $"It is not JSON of the schema: {noJson}";

        string? problem = null;
        JsonElement? read = null;
        foreach (var element in found)
        {
            if (TryReadWrapped(element, out var candidate, out var thrown) is { } wrong)
            {
                (problem, failure) = (problem ?? wrong, failure ?? thrown);
                continue;
            }

            if (read is { } other && !JsonElement.DeepEquals(other, element))
                return "It holds more than one answer, and they differ.";
            (read, value) = (element, candidate);
        }

        if (read is null)
            return problem;

        failure = null;
        return null;
    }

    private string? TryReadWrapped(JsonElement element, out T value, out Exception? failure)
    {
        if (!_isWrapped)
            return TryRead(element, out value, out failure);
        if (element.ValueKind != JsonValueKind.Object)
            return TryRead(element, out value, out failure);
        if (!element.TryGetProperty(Data, out var data))
            return TryRead(element, out value, out failure) is null ? null : $"The JSON object has no property '{Data}'.";

        var problem = TryRead(data, out value, out failure);
        return problem is null || TryRead(element, out value, out _) is not null ? problem : null;
    }

    private string? TryRead(JsonElement element, out T value, out Exception? failure)
    {
        (value, failure) = (default!, null);
        try
        {
            if (new NullCheck(_type.Options).Find(element, typeof(T)) is { } path)
                return path == "$" ? "The value is null." : $"The value at {path} is null, which its type does not allow.";

            value = Deserialize(element);
            return value is null && Nullable.GetUnderlyingType(typeof(T)) is null ? "The value is null." : Validate?.Invoke(value!);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = e;
            return e is JsonException or ArgumentException or FormatException or OverflowException
                ? $"It is not JSON of the schema: {e.Message}"
                : $"A value cannot be made of it ({e.GetType().Name}).";
        }
    }

    private T Deserialize(JsonElement element)
    {
        try
        {
            return element.Deserialize(_type)!;
        }
        catch (JsonException) when (WholeNumbers.TryWritePlainly(element, out var plain))
        {
            // 1.0 is an integer to JSON Schema, and none to System.Text.Json.
            return plain.Deserialize(_type)!;
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

    private static string Name(Type type) => new([.. type.Name.Where(char.IsAsciiLetterOrDigit)]);
}
