using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class ResponseRequestTests
{
    [Fact]
    public async Task Messages_are_sent_as_items_in_the_order_of_their_contents()
    {
        var sent = await SendAsync(
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new UriContent("https://example.com/a.png", "image/png")]),
            new(ChatRole.Assistant, [new TextReasoningContent("I look it up.") { ProtectedData = "sealed" }, new TextContent("Wait."), new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["at"] = 1 })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new { seen = true })]),
        ], new() { Instructions = "Be kind." });

        Assert.Equal("/v1/responses", sent.Path);
        Assert.Equal("Be kind.", sent.Text("instructions"));
        Assert.Equal(["message", "message", "reasoning", "message", "function_call", "function_call_output"], sent["input"]!.Value.EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        Assert.Equal("system", sent.Text("input[0].role"));
        Assert.Equal("What is it?", sent.Text("input[1].content[0].text"));
        Assert.Equal("data:image/png;base64,AQID", sent.Text("input[1].content[1].image_url"));
        Assert.Equal("https://example.com/a.png", sent.Text("input[1].content[2].image_url"));
        Assert.Equal("sealed", sent.Text("input[2].encrypted_content"));
        Assert.Equal("I look it up.", sent.Text("input[2].summary[0].text"));
        Assert.Equal("assistant", sent.Text("input[3].role"));
        Assert.Equal("""{"at":1}""", sent.Text("input[4].arguments"));
        Assert.Equal(("c1", """{"seen":true}"""), (sent.Text("input[5].call_id"), sent.Text("input[5].output")));
    }

    [Fact]
    public async Task Images_that_tools_return_follow_their_results_in_a_message()
    {
        var sent = await SendAsync(
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "draw")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new List<AIContent> { new DataContent(new byte[] { 1, 2, 3 }, "image/png") })]),
        ]);

        Assert.Equal("[image/png, 3 bytes]", sent.Text("input[1].output"));
        Assert.Equal("data:image/png;base64,AQID", sent.Text("input[2].content[1].image_url"));
    }

    [Fact]
    public async Task Reasoning_that_was_not_sealed_is_not_sent_back()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent("Hello.")]), new(ChatRole.User, "Bye")]);

        Assert.Equal(3, sent["input"]!.Value.GetArrayLength());
        Assert.DoesNotContain("hm", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_sent_under_their_names()
    {
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""").RootElement;
        var tool = AIFunctionFactory.Create((string city) => city, "get_weather", "Tells the weather.");

        var sent = await SendAsync([new(ChatRole.User, "Hi")], new()
        {
            Temperature = 0.5f, TopP = 0.25f, MaxOutputTokens = 99, ModelId = "gpt-5",
            Reasoning = new() { Effort = ReasoningEffort.Low, Output = ReasoningOutput.Summary },
            Tools = [tool], ToolMode = ChatToolMode.RequireSpecific("get_weather"), AllowMultipleToolCalls = false,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "city"),
            AdditionalProperties = new() { ["prompt_cache_key"] = "ines", ["ours"] = 1 },
        });

        Assert.Equal(("gpt-5", "0.5", "0.25", "99"), (sent.Text("model"), sent.Text("temperature"), sent.Text("top_p"), sent.Text("max_output_tokens")));
        Assert.Equal(("low", "auto"), (sent.Text("reasoning.effort"), sent.Text("reasoning.summary")));
        Assert.Equal(("function", "get_weather", "Tells the weather."), (sent.Text("tools[0].type"), sent.Text("tools[0].name"), sent.Text("tools[0].description")));
        Assert.Equal("string", sent.Text("tools[0].parameters.properties.city.type"));
        Assert.Equal(("get_weather", "False"), (sent.Text("tool_choice.name"), sent.Text("parallel_tool_calls")));
        Assert.Equal(("json_schema", "city"), (sent.Text("text.format.type"), sent.Text("text.format.name")));
        Assert.Equal("ines", sent.Text("prompt_cache_key"));
        Assert.Null(sent["ours"]);
    }

    [Fact]
    public async Task Nothing_is_stored_unless_asked_and_reasoning_is_sealed_instead()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")]);

        Assert.Equal("False", sent.Text("store"));
        Assert.Equal("""["reasoning.encrypted_content"]""", sent.Text("include"));
    }

    [Fact]
    public async Task A_model_that_does_not_reason_is_not_asked_to_seal_reasoning()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")], new() { ModelId = "gpt-4.1" });

        Assert.Null(sent["include"]);
    }

    [Theory]
    [InlineData("resp_7", "previous_response_id", "resp_7")]
    [InlineData("conv_7", "conversation.id", "conv_7")]
    public async Task A_conversation_goes_on_by_its_id(string id, string path, string expected)
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")], new() { ConversationId = id });

        Assert.Equal(expected, sent.Text(path) ?? sent.Text("conversation"));
        Assert.NotEqual("False", sent.Text("store"));
    }

    private static async Task<WireRequest> SendAsync(IList<ChatMessage> messages, ChatOptions? options = null)
    {
        await using var server = await WireServer.StartAsync(ResponseWire.Of(ResponseWire.Text("ok")));
        await Clients.Responses(server).GetResponseAsync(messages, options);
        return server.Request;
    }
}
