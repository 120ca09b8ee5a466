using System.Text.Json;
using System.Text.Json.Nodes;
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
        WireProperties.Flag(properties, StrictProperty);

    public static BinaryData Of(AIFunctionDeclaration tool) =>
        Of(AsObject(tool.JsonSchema), IsStrict(tool.AdditionalProperties));

    /// <summary>The schema with a type at its root, which services insist on.</summary>
    private static JsonElement AsObject(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return JsonElement.Parse("""{"type":"object","properties":{}}""");
        if (schema.TryGetProperty("type", out _))
            return schema;

        var root = JsonObject.Create(schema)!;
        root.Insert(0, "type", "object");
        if (root.Count == 1)
            root["properties"] = new JsonObject();
        return JsonElement.Parse(root.ToJsonString());
    }

    public static BinaryData Of(JsonElement schema, bool? strict) =>
        BinaryData.FromString((strict is true ? AIJsonUtilities.TransformSchema(schema, s_strict) : schema).GetRawText());
}
