using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Colloquy.Testing.Tests.Runs;

/// <summary>Validates files against the schemas of the repository. What a schema does not name is an error here, so that none falls behind what is written.</summary>
internal static class RunSchema
{
    public static IReadOnlyList<string> Validate(string schema, string json)
    {
        var text = Strict(JsonNode.Parse(File.ReadAllText(PathOf(schema)))!).ToJsonString();
        var result = JsonSchema.FromText(text).Evaluate(JsonDocument.Parse(json).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : [.. from detail in result.Details ?? [] where detail.Errors is not null from error in detail.Errors! select $"{detail.InstanceLocation}: {error.Value}"];
    }

    public static string PathOf(string schema)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "docs", "schemas", schema) is var path && File.Exists(path))
                return path;
        }

        throw new FileNotFoundException(schema);
    }

    private static JsonNode Strict(JsonNode node)
    {
        if (node is JsonObject schema)
        {
            schema.Remove("$id");
            foreach (var (_, child) in schema.ToList())
            {
                if (child is not null)
                    Strict(child);
            }

            if (schema["properties"] is JsonObject && schema["type"]?.ToString() == "object" && !schema.ContainsKey("additionalProperties"))
                schema["additionalProperties"] = false;
        }
        else if (node is JsonArray array)
        {
            foreach (var child in array.OfType<JsonNode>())
                Strict(child);
        }

        return node;
    }
}
