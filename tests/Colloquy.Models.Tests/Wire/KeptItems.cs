using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Colloquy.Models.Tests;

/// <summary>The responses and conversations that a <see cref="KeepingServer"/> keeps, as items.</summary>
internal sealed class KeptItems
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<JsonObject>> _responses = [];
    private readonly Dictionary<string, List<JsonObject>> _conversations = [];
    private int _number;

    public JsonObject Create(JsonObject request)
    {
        lock (_lock)
        {
            var id = $"conv_{++_number}";
            _conversations[id] = [.. (request["items"]?.AsArray() ?? []).Select(Keep)];
            return new JsonObject { ["id"] = id, ["object"] = "conversation", ["created_at"] = 1_700_000_000, ["metadata"] = request["metadata"]?.DeepClone() ?? new JsonObject() };
        }
    }

    public JsonObject? List(string id, int limit, string order, string? after)
    {
        lock (_lock)
        {
            if (!_conversations.TryGetValue(id, out var items))
                return null;

            var all = order == "asc" ? items : Enumerable.Reverse(items);
            List<JsonObject> rest = [.. after is null ? all : all.SkipWhile(item => item["id"]!.ToString() != after).Skip(1)];
            List<JsonObject> page = [.. rest.Take(limit)];
            return new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. page.Select(item => item.DeepClone())]),
                ["first_id"] = page.FirstOrDefault()?["id"]?.ToString(),
                ["last_id"] = page.LastOrDefault()?["id"]?.ToString(),
                ["has_more"] = rest.Count > page.Count,
            };
        }
    }

    public JsonObject? Delete(string id)
    {
        lock (_lock)
            return _conversations.Remove(id) ? new JsonObject { ["id"] = id, ["object"] = "conversation.deleted", ["deleted"] = true } : null;
    }

    public async Task<JsonObject> RespondAsync(JsonObject request)
    {
        List<JsonObject> all;
        var (previous, conversation) = (request["previous_response_id"]?.ToString(), ConversationOf(request));
        var added = new List<JsonObject>();
        lock (_lock)
        {
            if (previous is not null && conversation is not null)
                throw new KeptItemsException(StatusCodes.Status400BadRequest, "Mutually exclusive parameters: 'previous_response_id' and 'conversation'.");
            if (previous is not null && !_responses.ContainsKey(previous))
                throw new KeptItemsException(StatusCodes.Status400BadRequest, $"Previous response with id '{previous}' not found.");
            if (conversation is not null && !_conversations.ContainsKey(conversation))
                throw new KeptItemsException(StatusCodes.Status404NotFound, $"Conversation with id '{conversation}' not found.");

            added.AddRange(request["input"]!.AsArray().Select(Keep));
            all = [.. previous is not null ? _responses[previous] : conversation is not null ? _conversations[conversation] : [], .. added];
        }

        EnsureBalanced(all);
        var output = await KeptModel.AnswerAsync(all, request, () => Interlocked.Increment(ref _number));
        lock (_lock)
        {
            var id = $"resp_{++_number}";
            if (request["store"]?.GetValue<bool>() != false)
                _responses[id] = [.. all, .. output];
            if (conversation is not null)
                _conversations[conversation].AddRange([.. added, .. output]);
            return new JsonObject
            {
                ["id"] = id,
                ["object"] = "response",
                ["created_at"] = 1_700_000_000,
                ["status"] = "completed",
                ["model"] = request["model"]!.ToString(),
                ["output"] = new JsonArray([.. output.Select(item => item.DeepClone())]),
                ["parallel_tool_calls"] = true,
                ["tools"] = new JsonArray(),
                ["previous_response_id"] = previous,
                ["conversation"] = conversation is null ? null : new JsonObject { ["id"] = conversation },
                ["usage"] = JsonNode.Parse("""{"input_tokens":20,"input_tokens_details":{"cached_tokens":16},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":27}"""),
            };
        }
    }

    private static string? ConversationOf(JsonObject request) => request["conversation"] is JsonObject named ? named["id"]!.ToString() : request["conversation"]?.ToString();

    private JsonObject Keep(JsonNode? item)
    {
        var kept = item!.DeepClone().AsObject();
        kept["id"] = $"item_{++_number}";
        kept["status"] = "completed";
        return kept;
    }

    private static void EnsureBalanced(List<JsonObject> items)
    {
        var open = new HashSet<string>();
        foreach (var item in items)
        {
            if (item["type"]?.ToString() == "function_call")
                open.Add(item["call_id"]!.ToString());
            else if (item["type"]?.ToString() == "function_call_output" && !open.Remove(item["call_id"]!.ToString()))
                throw new KeptItemsException(StatusCodes.Status400BadRequest, $"No tool call found for function call output with call_id {item["call_id"]}.");
        }

        if (open.Count > 0)
            throw new KeptItemsException(StatusCodes.Status400BadRequest, $"No tool output found for function call {open.First()}.");
    }
}

/// <summary>What the server refuses.</summary>
internal sealed class KeptItemsException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
