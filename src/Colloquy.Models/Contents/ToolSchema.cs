using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Writes JSON schemas as OpenAI's protocol takes them.</summary>
internal static class ToolSchema
{
    /// <summary>The additional property, of tools and of options, that asks for strict adherence to a schema.</summary>
    public const string StrictProperty = "strict";

    private static readonly AIJsonSchemaTransformOptions s_strict = new()
    {
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        ConvertBooleanSchemas = true,
        MoveDefaultKeywordToDescription = true,
    };

    public static bool? IsStrict(IReadOnlyDictionary<string, object?>? properties) =>
        properties?.TryGetValue(StrictProperty, out var value) is true && value is bool strict ? strict : null;

    public static BinaryData Of(AIFunctionDeclaration tool) =>
        tool.JsonSchema is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("type", out _)
            ? Of(schema, IsStrict(tool.AdditionalProperties))
            : BinaryData.FromString("""{"type":"object","properties":{}}""");

    public static BinaryData Of(JsonElement schema, bool? strict) =>
        WireJson.Binary(strict is true ? AIJsonUtilities.TransformSchema(schema, s_strict) : schema);
}
