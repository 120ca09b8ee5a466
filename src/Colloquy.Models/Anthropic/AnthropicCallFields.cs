using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic.Models.Messages;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Keeps the fields of a call that Anthropic's protocol does not know, and sends them back to the service that wrote them.</summary>
internal static class AnthropicCallFields
{
    private static readonly string[] s_known = ["type", "id", "name", "input", "caller", "toolset_name", "cache_control"];

    public static void Keep(FunctionCallContent call, string origin)
    {
        if (call.RawRepresentation is not ToolUseBlock block)
            return;

        var fields = new JsonObject();
        foreach (var (name, value) in block.RawData)
            if (!s_known.Contains(name))
                fields[name] = JsonNode.Parse(value.GetRawText());

        if (fields.Count > 0)
            ReturnedFields.Keep(call, fields, origin);
    }

    /// <summary>Returns the call as it is sent with its fields; null when it has none for this service.</summary>
    public static AIContent? Send(FunctionCallContent call, string origin)
    {
        var block = new Dictionary<string, JsonElement>();
        foreach (var (name, value) in ReturnedFields.Of(call.AdditionalProperties, origin))
            block[name] = JsonElement.Parse(value is null ? "null" : WireNode.Text(value));
        if (block.Count == 0)
            return null;

        (block["type"], block["id"], block["name"]) = (Of("tool_use"), Of(call.CallId), Of(call.Name));
        block["input"] = JsonElement.Parse(ToolArguments.Write(call));
        return new AIContent { RawRepresentation = (ContentBlockParam)ToolUseBlockParam.FromRawUnchecked(block), AdditionalProperties = call.AdditionalProperties };
    }

    private static JsonElement Of(string text) => JsonElement.Parse(ValueText.Serialize(text));
}
