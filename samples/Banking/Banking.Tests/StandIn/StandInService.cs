using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Colloquy.Offline;

namespace Banking.Tests.StandIn;

/// <summary>A service on this machine that speaks OpenAI's responses over HTTP. Its model is the offline stand-in. The cassettes are recorded from it, and it starts only when a model is called.</summary>
internal sealed class StandInService
{
    /// <summary>The name of the model, by which cassettes and reports know the stand-in.</summary>
    public const string Model = "offline-stand-in";

    private static readonly ConcurrentDictionary<IReadOnlyList<OfflineRule>, Lazy<StandInService>> s_services = new();

    private readonly OfflineChatClient _model;
    private readonly HttpListener _listener;

    private StandInService(IReadOnlyList<OfflineRule> rules)
    {
        _model = new OfflineChatClient(rules);
        _listener = Listen();
        Address = new Uri(_listener.Prefixes.Single());
        _ = ServeAsync();
    }

    /// <summary>The address, as OpenAI's clients want it.</summary>
    public Uri Address { get; }

    /// <summary>Returns the service of some rules, which lives as long as the process.</summary>
    public static StandInService Of(IReadOnlyList<OfflineRule> rules) => s_services.GetOrAdd(rules, static rules => new Lazy<StandInService>(() => new StandInService(rules))).Value;

    private static HttpListener Listen()
    {
        while (true)
        {
            // A port that is free now can be taken by another process before it is used.
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/v1/" } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var context = await _listener.GetContextAsync();
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        try
        {
            var answer = await AnswerAsync((await JsonNode.ParseAsync(context.Request.InputStream))!.AsObject());
            response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(response.OutputStream, answer);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException)
        {
            // The client says what the service did not understand.
            response.StatusCode = 400;
            await JsonSerializer.SerializeAsync(response.OutputStream, new JsonObject { ["error"] = new JsonObject { ["message"] = error.Message, ["type"] = "invalid_request_error", ["code"] = "invalid_request" } });
        }
    }

    private async Task<JsonObject> AnswerAsync(JsonObject request)
    {
        var options = new ChatOptions
        {
            Instructions = request["instructions"]?.ToString(),
            Tools = [.. (request["tools"]?.AsArray() ?? []).Select(tool => AIFunctionFactory.CreateDeclaration(tool!["name"]!.ToString(), tool["description"]?.ToString(), tool["parameters"].Deserialize<JsonElement>()))],
        };
        var response = await _model.GetResponseAsync(request["input"]!.AsArray().Select(item => ReadItem(item!)), options);
        var output = response.Messages.SelectMany(message => message.Contents).Select(WriteItem).OfType<JsonNode>();
        return new JsonObject
        {
            ["id"] = "resp_1", ["object"] = "response", ["created_at"] = 1_700_000_000, ["status"] = "completed", ["model"] = Model, ["output"] = new JsonArray([.. output]),
            ["parallel_tool_calls"] = true, ["tools"] = new JsonArray(),
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = response.Usage?.InputTokenCount, ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = response.Usage?.OutputTokenCount, ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 }, ["total_tokens"] = response.Usage?.TotalTokenCount,
            },
        };
    }

    private static ChatMessage ReadItem(JsonNode item) => item["type"]?.ToString() switch
    {
        "function_call" => new(ChatRole.Assistant, [new FunctionCallContent(item["call_id"]!.ToString(), item["name"]!.ToString(), JsonSerializer.Deserialize<Dictionary<string, object?>>(item["arguments"]!.ToString()))]),
        "function_call_output" => new(ChatRole.Tool, [new FunctionResultContent(item["call_id"]!.ToString(), item["output"]!.ToString())]),
        _ => new(new ChatRole(item["role"]!.ToString()), item["content"] is JsonArray parts ? string.Concat(parts.Select(part => part!["text"]?.ToString())) : item["content"]!.ToString()),
    };

    private static JsonObject? WriteItem(AIContent content) => content switch
    {
        TextContent text => new()
        {
            ["type"] = "message", ["id"] = "msg_1", ["status"] = "completed", ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text.Text, ["annotations"] = new JsonArray() }),
        },
        FunctionCallContent call => new()
        {
            ["type"] = "function_call", ["id"] = $"fc_{call.CallId}", ["call_id"] = call.CallId, ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments), ["status"] = "completed",
        },
        _ => null,
    };
}
