using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds, after a call failed, the argument that did not fit its parameter, so that the model can be told which.</summary>
internal static class ArgumentFit
{
    /// <summary>What is wrong with the arguments, without what an exception says; null when they fit.</summary>
    public static string? FindProblem(AIFunction function, IReadOnlyDictionary<string, object?>? arguments)
    {
        if (function.JsonSchema is not { ValueKind: JsonValueKind.Object } schema)
            return null;

        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray().Select(name => name.ToString()))
            {
                if (arguments?.ContainsKey(name) != true)
                    return $"the argument '{name}' is missing.{Describe(schema, name)}";
            }
        }

        foreach (var parameter in function.UnderlyingMethod?.GetParameters() ?? [])
        {
            if (parameter.Name is { } name && Has(schema, name) && arguments?.TryGetValue(name, out var value) == true && !Fits(value, parameter.ParameterType, function.JsonSerializerOptions))
                return $"the argument '{name}' does not fit.{Describe(schema, name)}";
        }

        return null;
    }

    private static bool Has(JsonElement schema, string name) => Find(schema, name) is not null;

    private static JsonElement? Find(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var found) ? found : null;

    private static string Describe(JsonElement schema, string name) => Find(schema, name) is { } found ? $" Its schema is {found.GetRawText()}." : "";

    private static bool Fits(object? value, Type type, JsonSerializerOptions options)
    {
        if (value is null || type.IsInstanceOfType(value))
            return true;

        try
        {
            var element = value is JsonElement given ? given : JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType()));
            return CanRead(element, type, options) || (element.ValueKind == JsonValueKind.String && CanRead(JsonElement.Parse(element.GetString()!), type, options));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool CanRead(JsonElement element, Type type, JsonSerializerOptions options)
    {
        try
        {
            element.Deserialize(options.GetTypeInfo(type));
            return true;
        }
#pragma warning disable CA1031 // A converter of the application may throw anything: then the argument does not fit.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
