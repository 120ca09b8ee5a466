using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Compares JSON with a JSON schema, as far as schemas of answers go.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private const int Deepest = 128;

    private static readonly HashSet<string> Silent = ["$schema", "$id", "$comment", "$defs", "definitions", "$anchor", "title", "description", "default", "examples", "format", "readOnly", "writeOnly", "deprecated", "contentEncoding", "contentMediaType", "strict"];

    /// <summary>Returns where the JSON differs from the schema; empty when it does not.</summary>
    /// <exception cref="NotSupportedException">The schema has a keyword that is not known here.</exception>
    public IReadOnlyList<string> FindProblems(JsonElement json)
    {
        List<string> problems = [];
        Check(root, json, "the answer", problems, 0);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement json, string path, List<string> problems, int depth)
    {
        if (depth > Deepest)
            throw new NotSupportedException($"The schema is deeper than {Deepest} levels at {path}.");
        if (schema.ValueKind == JsonValueKind.False)
            problems.Add($"{path} must not be there");
        if (schema.ValueKind != JsonValueKind.Object)
            return;

        foreach (var keyword in schema.EnumerateObject())
            Check(keyword.Name, keyword.Value, schema, json, path, problems, depth + 1);
    }

    private void Check(string keyword, JsonElement value, JsonElement schema, JsonElement json, string path, List<string> problems, int depth)
    {
        switch (keyword)
        {
            case "$ref":
                Check(Resolve(value.GetString()!), json, path, problems, depth);
                break;
            case "type":
                Require(Types(value).Any(type => IsOf(json, type)), $"{path} is {KindOf(json)}, not {string.Join(" or ", Types(value))}");
                break;
            case "enum":
                Require(value.EnumerateArray().Any(each => JsonElement.DeepEquals(each, json)), $"{path} is {ValueText.Of(json)}, not one of {ValueText.Of(value)}");
                break;
            case "const":
                Require(JsonElement.DeepEquals(value, json), $"{path} is {ValueText.Of(json)}, not {ValueText.Of(value)}");
                break;
            case "allOf":
                foreach (var part in value.EnumerateArray())
                    Check(part, json, path, problems, depth);
                break;
            case "anyOf":
                Require(value.EnumerateArray().Any(part => IsValid(part, json, depth)), $"{path} is none of what is allowed: {ValueText.Of(json)}");
                break;
            case "oneOf":
                Require(value.EnumerateArray().Count(part => IsValid(part, json, depth)) == 1, $"{path} is not exactly one of what is allowed: {ValueText.Of(json)}");
                break;
            case "not":
                Require(!IsValid(value, json, depth), $"{path} is what is excluded: {ValueText.Of(json)}");
                break;
            case "required" or "properties" or "additionalProperties" or "patternProperties" or "propertyNames" or "minProperties" or "maxProperties":
                if (json.ValueKind == JsonValueKind.Object)
                    CheckObject(keyword, value, schema, json, path, problems, depth);
                break;
            case "items" or "prefixItems" or "minItems" or "maxItems" or "uniqueItems" or "contains":
                if (json.ValueKind == JsonValueKind.Array)
                    CheckArray(keyword, value, schema, json, path, problems, depth);
                break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf":
                if (json.ValueKind == JsonValueKind.Number)
                    Require(IsInRange(keyword, value.GetDecimal(), json.GetDecimal()), $"{path} is {json.GetRawText()}, and {keyword} is {value.GetRawText()}");
                break;
            case "minLength" or "maxLength":
                if (json.ValueKind == JsonValueKind.String)
                    Require(keyword == "minLength" ? LengthOf(json) >= value.GetInt32() : LengthOf(json) <= value.GetInt32(), $"{path} has {LengthOf(json)} characters, and {keyword} is {value.GetRawText()}");
                break;
            case "pattern":
                if (json.ValueKind == JsonValueKind.String)
                    Require(Matches(json.GetString()!, value), $"{path} is {ValueText.Of(json)}, which does not match /{value.GetString()}/");
                break;
            default:
                if (!Silent.Contains(keyword) && !keyword.StartsWith("x-", StringComparison.Ordinal))
                    throw new NotSupportedException($"The keyword '{keyword}' of the schema is not known to this check. Check the value by Answer<T> with a condition.");
                break;
        }

        void Require(bool isMet, string problem)
        {
            if (!isMet)
                problems.Add(problem);
        }
    }

    private void CheckObject(string keyword, JsonElement value, JsonElement schema, JsonElement json, string path, List<string> problems, int depth)
    {
        switch (keyword)
        {
            case "required":
                problems.AddRange(value.EnumerateArray().Select(name => name.GetString()!).Where(name => !json.TryGetProperty(name, out _)).Select(name => $"{path} has no '{name}'"));
                break;
            case "properties":
                foreach (var property in value.EnumerateObject().Where(property => json.TryGetProperty(property.Name, out _)))
                    Check(property.Value, json.GetProperty(property.Name), $"{path}.{property.Name}", problems, depth);
                break;
            case "patternProperties":
                foreach (var pattern in value.EnumerateObject())
                {
                    foreach (var property in json.EnumerateObject().Where(property => Regex.IsMatch(property.Name, pattern.Name, RegexOptions.None, TimeSpan.FromSeconds(1))))
                        Check(pattern.Value, property.Value, $"{path}.{property.Name}", problems, depth);
                }

                break;
            case "additionalProperties":
                foreach (var property in json.EnumerateObject().Where(property => !IsNamed(schema, property.Name)))
                    Check(value, property.Value, $"{path}.{property.Name}", problems, depth);
                break;
            case "propertyNames":
                foreach (var property in json.EnumerateObject())
                    Check(value, JsonSerializer.SerializeToElement(property.Name), $"the name '{property.Name}' in {path}", problems, depth);
                break;
            default:
                var count = json.EnumerateObject().Count();
                if (keyword == "minProperties" ? count < value.GetInt32() : count > value.GetInt32())
                    problems.Add($"{path} has {count} properties, and {keyword} is {value.GetRawText()}");
                break;
        }
    }

    private void CheckArray(string keyword, JsonElement value, JsonElement schema, JsonElement json, string path, List<string> problems, int depth)
    {
        var count = json.GetArrayLength();
        switch (keyword)
        {
            case "items":
                for (var index = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0; index < count; index++)
                    Check(value, json[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), problems, depth);
                break;
            case "prefixItems":
                for (var index = 0; index < Math.Min(count, value.GetArrayLength()); index++)
                    Check(value[index], json[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), problems, depth);
                break;
            case "contains":
                if (!json.EnumerateArray().Any(element => IsValid(value, element, depth)))
                    problems.Add($"{path} does not contain what it must");
                break;
            case "uniqueItems":
                if (value.ValueKind == JsonValueKind.True && Enumerable.Range(0, count).Any(index => Enumerable.Range(0, index).Any(other => JsonElement.DeepEquals(json[index], json[other]))))
                    problems.Add($"{path} has an element twice");
                break;
            default:
                if (keyword == "minItems" ? count < value.GetInt32() : count > value.GetInt32())
                    problems.Add($"{path} has {count} elements, and {keyword} is {value.GetRawText()}");
                break;
        }
    }

    private bool IsValid(JsonElement schema, JsonElement json, int depth)
    {
        List<string> problems = [];
        Check(schema, json, "", problems, depth);
        return problems.Count == 0;
    }

    private JsonElement Resolve(string reference)
    {
        var found = root;
        if (!reference.StartsWith('#'))
            throw new NotSupportedException($"The schema refers to '{reference}', which is outside of it.");
        foreach (var name in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => Uri.UnescapeDataString(name).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            found = found.ValueKind switch
            {
                JsonValueKind.Object when found.TryGetProperty(name, out var next) => next,
                JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < found.GetArrayLength() => found[index],
                _ => throw new NotSupportedException($"The schema refers to '{reference}', which it does not have."),
            };
        }

        return found;
    }

    private static bool IsNamed(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _)
        || schema.TryGetProperty("patternProperties", out var patterns) && patterns.EnumerateObject().Any(pattern => Regex.IsMatch(name, pattern.Name, RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(each => each.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement json, string type) => type switch
    {
        "integer" => json.ValueKind == JsonValueKind.Number && (json.TryGetDecimal(out var number) ? decimal.IsInteger(number) : double.IsInteger(json.GetDouble())),
        _ => KindOf(json) == type,
    };

    private static string KindOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool IsInRange(string keyword, decimal limit, decimal number) => keyword switch
    {
        "minimum" => number >= limit,
        "maximum" => number <= limit,
        "exclusiveMinimum" => number > limit,
        "exclusiveMaximum" => number < limit,
        _ => number % limit == 0,
    };

    private static int LengthOf(JsonElement json) => json.GetString()!.EnumerateRunes().Count();

    private static bool Matches(string text, JsonElement pattern) => Regex.IsMatch(text, pattern.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
