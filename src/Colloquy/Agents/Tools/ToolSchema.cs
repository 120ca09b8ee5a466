using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy;

/// <summary>Makes the schemas of tools' arguments what services take: an object at the root, that says so, and no choice there.</summary>
internal static class ToolSchema
{
    private static readonly JsonElement Empty = JsonElement.Parse("""{"type":"object","properties":{}}""");
    private static readonly string[] Choices = ["anyOf", "oneOf", "allOf"];

    /// <summary>Returns a schema that says the same of objects; the schema itself where services take it.</summary>
    public static JsonElement AsObject(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.EnumerateObject().Any())
            return Empty;
        if (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8) && !Choices.Any(choice => schema.TryGetProperty(choice, out _)) && !schema.TryGetProperty("$ref", out _))
            return schema;

        var root = JsonObject.Create(schema)!;
        Inline(root, root, []);
        foreach (var choice in Choices)
            Flatten(root, choice);
        root.Remove("type");
        root.Insert(0, "type", "object");
        if (root["properties"] is not JsonObject)
            root["properties"] = new JsonObject();
        return JsonElement.Parse(root.ToJsonString());
    }

    /// <summary>Moves a schema that others refer to, with the references in it.</summary>
    public static JsonNode? Move(JsonNode? schema, string from, string to)
    {
        if (schema is JsonObject properties)
        {
            if (properties["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference) && Continues(reference, from))
                properties["$ref"] = to + reference[from.Length..];
            foreach (var (_, property) in properties)
                Move(property, from, to);
        }
        else if (schema is JsonArray items)
        {
            foreach (var item in items)
                Move(item, from, to);
        }

        return schema;
    }

    private static bool Continues(string reference, string from) =>
        reference.StartsWith(from, StringComparison.Ordinal) && (reference.Length == from.Length || reference[from.Length] == '/');

    /// <summary>Puts what a schema refers to in place of the reference.</summary>
    private static void Inline(JsonObject root, JsonObject schema, HashSet<string> seen)
    {
        while (schema["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference))
        {
            schema.Remove("$ref");
            if (!seen.Add(reference) || Find(root, reference) is not { } target || ReferenceEquals(target, schema))
                return;

            foreach (var (name, part) in target)
            {
                if (!schema.ContainsKey(name))
                    schema[name] = part?.DeepClone();
            }
        }
    }

    private static JsonObject? Find(JsonNode root, string reference)
    {
        if (!reference.StartsWith('#'))
            return null;

        JsonNode? found = root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            found = found switch
            {
                JsonObject properties => properties[name],
                JsonArray items when int.TryParse(name, out var index) && index < items.Count => items[index],
                _ => null,
            };
        }

        return found as JsonObject;
    }

    /// <summary>Makes one object of a choice: services take none at the root. What is required of each is required; which go together is told in words.</summary>
    private static void Flatten(JsonObject root, string choice)
    {
        if (root[choice] is not JsonArray array)
        {
            root.Remove(choice);
            return;
        }

        if (root.ToJsonString().Contains($"\"#/{choice}/", StringComparison.Ordinal))
            Keep(root, choice, array);

        var all = choice == "allOf";
        List<JsonObject> options = [];
        foreach (var option in array.OfType<JsonObject>())
        {
            var own = (JsonObject)option.DeepClone();
            Inline(root, own, []);
            foreach (var inner in Choices)
                Flatten(own, inner);
            options.Add(own);
        }

        root.Remove(choice);
        options.RemoveAll(option => option["properties"] is not JsonObject && option["type"]?.ToString() is not (null or "object"));
        if (options.Count == 0)
            return;

        var properties = root["properties"] as JsonObject;
        if (properties is null)
            root["properties"] = properties = new JsonObject();
        foreach (var (name, schemas) in options.SelectMany(option => option["properties"] as JsonObject ?? []).GroupBy(property => property.Key, property => property.Value).Select(group => (group.Key, group.ToList())))
            Add(properties, name, schemas);

        List<HashSet<string>> required = [.. options.Select(RequiredOf)];
        var always = all ? required.SelectMany(names => names) : required[0].Where(name => required.TrueForAll(names => names.Contains(name)));
        if (RequiredOf(root).Union(always).ToList() is { Count: > 0 } names)
            root["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        if (!all && options.Count > 1)
            Describe(root, options, required);
    }

    private static void Add(JsonObject properties, string name, List<JsonNode?> schemas)
    {
        List<JsonNode?> distinct = [];
        foreach (var schema in schemas.Prepend(properties[name]).Where(schema => schema is not null))
        {
            if (!distinct.Exists(known => JsonNode.DeepEquals(known, schema)))
                distinct.Add(schema);
        }

        if (distinct.Count > 0)
            properties[name] = distinct.Count == 1 ? distinct[0]!.DeepClone() : new JsonObject { ["anyOf"] = new JsonArray([.. distinct.Select(schema => schema!.DeepClone())]) };
    }

    private static void Describe(JsonObject root, List<JsonObject> options, List<HashSet<string>> required)
    {
        var each = options.Select((option, i) => (option["properties"] as JsonObject ?? []).Select(property => required[i].Contains(property.Key) ? property.Key : $"{property.Key}?"));
        var told = $"Give the properties of one of these: {string.Join("; or ", each.Select(names => $"{{{string.Join(", ", names)}}}"))}.";
        root["description"] = root["description"]?.ToString() is { Length: > 0 } before ? $"{before} {told}" : told;
    }

    /// <summary>Keeps the schemas of a choice where references still find them.</summary>
    private static void Keep(JsonObject root, string choice, JsonArray array)
    {
        if (root["$defs"] is not JsonObject definitions)
            root["$defs"] = definitions = new JsonObject();
        for (var i = 0; i < array.Count; i++)
            definitions[$"{choice}_{i}"] = array[i]?.DeepClone();
        for (var i = 0; i < array.Count; i++)
            Move(root, $"#/{choice}/{i}", $"#/$defs/{choice}_{i}");
    }

    private static HashSet<string> RequiredOf(JsonObject schema) => [.. (schema["required"] as JsonArray ?? []).Select(name => name?.ToString()).OfType<string>()];
}
