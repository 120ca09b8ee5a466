using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What became of a call, as an application sees it.</summary>
public static class WireOutcome
{
    public static async Task<JsonObject> OfAsync(IChatClient client, bool isStreamed)
    {
        List<ChatResponseUpdate> updates = [];
        try
        {
            if (!isStreamed)
                return Of(await client.GetResponseAsync("Hi"), null);

            await foreach (var update in client.GetStreamingResponseAsync("Hi"))
                updates.Add(update);

            return Of(updates.ToChatResponse(), null);
        }
        catch (ModelFailedException failure)
        {
            return Of(updates.ToChatResponse(), failure);
        }
    }

    /// <summary>Holds what is expected against what became of the call; what is not told is not compared, but a failure must be expected.</summary>
    public static void Check(JsonObject expected, JsonObject actual)
    {
        if (expected["failure"] is JsonObject failure)
        {
            Assert.True(actual["failure"] is not null, $"A failure was expected, not {actual.ToJsonString()}");
            foreach (var (name, value) in failure)
                if (name == "message")
                    Assert.Contains(value!.ToString(), actual["failure"]![name]!.ToString(), StringComparison.Ordinal);
                else
                    Assert.Equal(value?.ToJsonString(), actual["failure"]![name]?.ToJsonString());
        }
        else
        {
            Assert.Null(actual["failure"]?.ToJsonString());
        }

        foreach (var (name, value) in expected.Where(field => field.Key is not ("failure" or "calls")))
            if (value is JsonObject fields)
                foreach (var (field, told) in fields)
                    Assert.Equal($"{name}.{field}: {told}", $"{name}.{field}: {actual[name]?[field]}");
            else
                Assert.Equal($"{name}: {value}", $"{name}: {actual[name]}");

        CheckCalls(expected["calls"] as JsonArray ?? [], (JsonArray)actual["calls"]!);
    }

    private static void CheckCalls(JsonArray expected, JsonArray actual)
    {
        Assert.True(expected.Count == actual.Count, $"{expected.Count} calls were expected, not {actual.ToJsonString()}");
        for (var i = 0; i < expected.Count; i++)
        {
            foreach (var (name, value) in expected[i]!.AsObject())
                Assert.Equal(value?.ToJsonString(), actual[i]![name]?.ToJsonString());

            Assert.NotEqual("", actual[i]!["id"]!.ToString());
            if (expected[i]!["id"] is null)
                Assert.Single(actual, call => call!["id"]!.ToString() == actual[i]!["id"]!.ToString());
        }
    }

    private static JsonObject Of(ChatResponse answer, ModelFailedException? failure)
    {
        var contents = answer.Messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().Select(JsonNode (call) => new JsonObject
        {
            ["id"] = call.CallId,
            ["name"] = call.Name,
            ["arguments"] = call.Exception is null ? JsonSerializer.SerializeToNode(call.Arguments) : call.Exception.Message,
        });
        return new JsonObject
        {
            ["text"] = answer.Text,
            ["reasoning"] = string.Concat(contents.OfType<TextReasoningContent>()),
            ["refusal"] = string.Concat(contents.OfType<ErrorContent>().Select(error => error.Message)),
            ["calls"] = new JsonArray([.. calls]),
            ["finish"] = answer.FinishReason?.Value,
            ["model"] = answer.ModelId,
            ["id"] = answer.ResponseId,
            ["messages"] = answer.Messages.Count,
            ["created"] = answer.CreatedAt?.ToUnixTimeSeconds(),
            ["usage"] = answer.Usage is not { } usage ? null : new JsonObject
            {
                ["in"] = usage.InputTokenCount,
                ["out"] = usage.OutputTokenCount,
                ["total"] = usage.TotalTokenCount,
                ["cached"] = usage.CachedInputTokenCount,
                ["reasoning"] = usage.ReasoningTokenCount,
            },
            ["failure"] = failure is null ? null : new JsonObject
            {
                ["message"] = failure.Message,
                ["code"] = failure.Code,
                ["type"] = failure.Type,
                ["status"] = failure.Status,
            },
        };
    }
}
