using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Makes calls of tools from their names and arguments.</summary>
internal static class CallArguments
{
    /// <summary>The property under which arguments stand that are not a JSON object, as clients of models in Colloquy keep them.</summary>
    private const string RawText = "raw_arguments";

    /// <summary>Makes a call whose arguments are the text of a JSON object, or the object itself.</summary>
    public static FunctionCallContent Call(string id, string name, JsonElement arguments, ItemNotes notes, string path)
    {
        if (arguments.ValueKind == JsonValueKind.Object)
            return new FunctionCallContent(id, name, ToDictionary(arguments));
        if (arguments.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || (arguments.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(arguments.GetString())))
            return new FunctionCallContent(id, name, new Dictionary<string, object?>());

        var text = arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText();
        try
        {
            var changes = StoredOtherwise.No;
            var parsed = StorableJson.Of(JsonElement.Parse(text), ref changes);
            if (parsed.ValueKind == JsonValueKind.Object)
                return new FunctionCallContent(id, name, ToDictionary(parsed));
        }
        catch (JsonException)
        {
            // Kept as text below.
        }

        notes.Add(ImportNoteKind.KeptRaw, path, $"has arguments of '{name}' that are not a JSON object; they are kept as text under '{RawText}'");
        return new FunctionCallContent(id, name) { AdditionalProperties = new AdditionalPropertiesDictionary { [RawText] = text } };
    }

    private static Dictionary<string, object?> ToDictionary(JsonElement arguments)
    {
        var dictionary = new Dictionary<string, object?>();
        foreach (var property in arguments.EnumerateObject())
            dictionary[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        return dictionary;
    }
}
