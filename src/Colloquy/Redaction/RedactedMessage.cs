using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Messages with other texts: in what was said, and in arguments and results of tools.</summary>
internal static class RedactedMessage
{
    /// <summary>A message whose texts were changed; the very message when none was.</summary>
    /// <param name="message">The message.</param>
    /// <param name="change">Changes a text; returns the very text when there is nothing to change.</param>
    public static ChatMessage Of(ChatMessage message, Func<string, string> change)
    {
        if (Of(message.Contents, change) is not { } contents)
            return message;

        var copy = message.Clone();
        copy.Contents = contents;
        copy.RawRepresentation = null;
        return copy;
    }

    /// <summary>Contents whose texts were changed; null when none was.</summary>
    public static List<AIContent>? Of(IList<AIContent> contents, Func<string, string> change)
    {
        List<AIContent>? changed = null;
        for (var i = 0; i < contents.Count; i++)
        {
            var content = Of(contents[i], change);
            if (!ReferenceEquals(content, contents[i]))
                (changed ??= [.. contents])[i] = content;
        }

        return changed;
    }

    /// <summary>A value whose texts were changed; the very value when none was.</summary>
    public static object? OfValue(object? value, Func<string, string> change)
    {
        switch (value)
        {
            case null or bool or int or long or double or decimal:
                return value;

            case string text:
                return change(text);

            case List<AIContent> contents:
                return Of(contents, change) ?? value;

            case AIContent content:
                return Of(content, change);
        }

        if (ToElement(value) is not { } json)
            return value;

        var isChanged = false;
        var node = Of(json, change, ref isChanged);
        return isChanged ? JsonSerializer.SerializeToElement(node, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode))) : value;
    }

    private static AIContent Of(AIContent content, Func<string, string> change)
    {
        switch (content)
        {
            case TextContent text when change(text.Text ?? "") is var said && !ReferenceEquals(said, text.Text) && said != text.Text:
                return new TextContent(said) { AdditionalProperties = text.AdditionalProperties };

            // What a service signed it wants back as it was; a model that was shown placeholders thinks in placeholders.
            case TextReasoningContent { ProtectedData: null } thought when change(thought.Text ?? "") is var said && said != thought.Text:
                return new TextReasoningContent(said) { AdditionalProperties = thought.AdditionalProperties };

            case FunctionCallContent { Arguments: { } arguments } call when OfArguments(arguments, change) is { } changed:
                return new FunctionCallContent(call.CallId, call.Name, changed) { AdditionalProperties = call.AdditionalProperties, Exception = call.Exception, InformationalOnly = call.InformationalOnly };

            case FunctionResultContent result when OfValue(result.Result, change) is var value && !ReferenceEquals(value, result.Result):
                return new FunctionResultContent(result.CallId, value) { AdditionalProperties = result.AdditionalProperties, Exception = result.Exception };

            case ErrorContent error when change(error.Message ?? "") is var said && said != (error.Message ?? ""):
                return new ErrorContent(said) { AdditionalProperties = error.AdditionalProperties, ErrorCode = error.ErrorCode, Details = error.Details };

            default:
                return content;
        }
    }

    private static Dictionary<string, object?>? OfArguments(IDictionary<string, object?> arguments, Func<string, string> change)
    {
        Dictionary<string, object?>? changed = null;
        foreach (var (name, value) in arguments)
        {
            var other = OfValue(value, change);
            if (!ReferenceEquals(other, value) && !Equals(other, value))
                (changed ??= new Dictionary<string, object?>(arguments))[name] = other;
        }

        return changed;
    }

    private static JsonElement? ToElement(object value)
    {
        if (value is JsonElement json)
            return json.ValueKind == JsonValueKind.Undefined ? null : json;

        try
        {
            return JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            // It has no stored form either.
            return null;
        }
    }

    private static JsonNode? Of(JsonElement json, Func<string, string> change, ref bool isChanged)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                var text = json.GetString()!;
                var other = change(text);
                isChanged |= other != text;
                return JsonValue.Create(other);

            case JsonValueKind.Array:
                var array = new JsonArray();
                foreach (var item in json.EnumerateArray())
                    array.Add(Of(item, change, ref isChanged));
                return array;

            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var property in json.EnumerateObject())
                    map[property.Name] = Of(property.Value, change, ref isChanged);
                return map;

            case JsonValueKind.Null:
                return null;

            default:
                return JsonValue.Create(json);
        }
    }
}
