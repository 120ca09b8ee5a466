using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The JSON of values that tools take and return, and that models answer with: <see cref="StorableJson.Options"/>, and beside it what those write without what it says.</summary>
/// <remarks>Tuples, and other structures of fields, are objects of their fields (<c>item1</c>, <c>item2</c>); whole numbers of any size are numbers; what is a text in other clothes is a text.</remarks>
internal static class ValueJson
{
    private static readonly JsonConverter[] Texts =
    [
        new TextConverter<StringBuilder>(text => text.ToString(), text => new StringBuilder(text)),
        new TextConverter<IPAddress>(address => address.ToString(), IPAddress.Parse),
        new TextConverter<IPEndPoint>(point => point.ToString(), IPEndPoint.Parse),
        new TextConverter<Regex>(regex => regex.ToString(), pattern => new Regex(pattern)),
        new TextConverter<Rune>(rune => rune.ToString(), text => Rune.GetRuneAt(text, 0)),
        new TextConverter<XElement>(element => element.ToString(), text => XElement.Parse(text)),
        new TextConverter<XDocument>(document => document.ToString(), text => XDocument.Parse(text)),
    ];

    /// <summary>How arguments are read and answers are asked for.</summary>
    public static JsonSerializerOptions Options { get; } = Create(AIJsonUtilities.DefaultOptions.NumberHandling);

    /// <summary>How results are written: also numbers that JSON has no figures for.</summary>
    public static JsonSerializerOptions Results { get; } = Create(AIJsonUtilities.DefaultOptions.NumberHandling | JsonNumberHandling.AllowNamedFloatingPointLiterals);

    /// <summary>Returns the options that an application gives, with metadata for what they have none for.</summary>
    public static JsonSerializerOptions Beside(JsonSerializerOptions json)
    {
        var options = new JsonSerializerOptions(json) { TypeInfoResolver = JsonTypeInfoResolver.Combine(json.TypeInfoResolver, Options.TypeInfoResolver) };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Says in a schema what converters write.</summary>
    public static JsonNode Describe(AIJsonSchemaCreateContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var name = type == typeof(BigInteger) ? "integer" : Texts.Any(converter => converter.CanConvert(type)) ? "string" : null;
        if (name is null)
            return schema;

        var described = schema as JsonObject ?? [];
        described["type"] = type == context.TypeInfo.Type ? name : new JsonArray(name, "null");
        return described;
    }

    private static JsonSerializerOptions Create(JsonNumberHandling numbers)
    {
        var options = new JsonSerializerOptions(StorableJson.Options) { NumberHandling = numbers };
        options.Converters.Add(new BigIntegerConverter());
        foreach (var converter in Texts)
            options.Converters.Add(converter);
        if (JsonSerializer.IsReflectionEnabledByDefault)
            options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(AddFields);
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Adds the public fields of structures, and of classes that have nothing else.</summary>
    /// <remarks>Metadata that was generated has the fields that its context asks for: there, nothing is added.</remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Runs only where the serializer reflects, which trimmed applications turn off.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Runs only where the serializer reflects, which trimmed applications turn off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Runs only where the serializer reflects, which compiled applications turn off.")]
    private static void AddFields(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || (!type.Type.IsValueType && type.Properties.Count > 0))
            return;

        foreach (var field in type.Type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = type.Options.PropertyNamingPolicy?.ConvertName(field.Name) ?? field.Name;
            if (field.IsDefined(typeof(JsonIgnoreAttribute)) || field.FieldType.IsPointer || type.Properties.Any(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)))
                continue;

            var property = type.CreateJsonPropertyInfo(field.FieldType, name);
            property.Get = field.GetValue;
            property.Set = field.IsInitOnly ? null : field.SetValue;
            type.Properties.Add(property);
        }
    }

    private sealed class TextConverter<T>(Func<T, string> write, Func<string, T> read) : JsonConverter<T>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(T).IsAssignableFrom(typeToConvert);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException($"A text is expected for a {typeof(T).Name}.");
            try
            {
                return read(text);
            }
            catch (Exception e) when (e is not JsonException)
            {
                throw new JsonException($"'{text}' is no {typeof(T).Name}.", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }

    private sealed class BigIntegerConverter : JsonConverter<BigInteger>
    {
        public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var digits = reader.TokenType switch
            {
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan),
                JsonTokenType.String => reader.GetString(),
                _ => null,
            };
            return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException("A whole number is expected.");
        }

        public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
