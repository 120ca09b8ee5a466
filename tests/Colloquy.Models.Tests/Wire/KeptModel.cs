using Colloquy.Offline;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Models.Tests;

/// <summary>The model of a <see cref="KeepingServer"/>: the offline stand-in, which also counts what it was told when asked to.</summary>
internal static class KeptModel
{
    private static readonly OfflineChatClient s_model = new(
    [
        new("Count", request => request.Text.Contains("count", StringComparison.OrdinalIgnoreCase)
            ? OfflineAnswer.Say($"You told me {request.EarlierUserTexts.Count() + 1} things: {string.Join(" / ", request.EarlierUserTexts.Append(request.Text))}")
            : null),
    ]);

    public static async Task<List<JsonObject>> AnswerAsync(IReadOnlyList<JsonObject> items, JsonObject request, Func<int> number)
    {
        var options = new ChatOptions
        {
            Instructions = request["instructions"]?.ToString(),
            Tools = [.. (request["tools"]?.AsArray() ?? []).Select(tool => AIFunctionFactory.CreateDeclaration(tool!["name"]!.ToString(), tool["description"]?.ToString(), tool["parameters"]!.Deserialize<JsonElement>()))],
        };
        var response = await s_model.GetResponseAsync(items.Select(ToMessage), options);
        return [.. response.Messages.SelectMany(message => message.Contents).Select(content => ToItem(content, number())).OfType<JsonObject>()];
    }

    private static ChatMessage ToMessage(JsonObject item) => item["type"]?.ToString() switch
    {
        "function_call" => new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(item["call_id"]!.ToString(), item["name"]!.ToString(), JsonSerializer.Deserialize<Dictionary<string, object?>>(item["arguments"]!.ToString()))]),
        "function_call_output" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(item["call_id"]!.ToString(), item["output"]!.ToString())]),
        _ => new ChatMessage(new ChatRole(item["role"]!.ToString()), item["content"] is JsonArray parts ? string.Concat(parts.Select(part => part!["text"]?.ToString())) : item["content"]!.ToString()),
    };

    private static JsonObject? ToItem(AIContent content, int number) => content switch
    {
        TextContent text => new JsonObject
        {
            ["type"] = "message", ["id"] = $"msg_{number}", ["status"] = "completed", ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text.Text, ["annotations"] = new JsonArray() }),
        },
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "function_call", ["id"] = $"fc_{number}", ["call_id"] = $"call_{number}", ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments), ["status"] = "completed",
        },
        _ => null,
    };
}
