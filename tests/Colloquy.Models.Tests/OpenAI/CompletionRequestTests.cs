using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class CompletionRequestTests
{
    [Fact]
    public async Task Instructions_and_messages_are_sent_in_order_under_their_roles()
    {
        var sent = await SendAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Hello."), new(ChatRole.User, "Bye")],
            new() { Instructions = "Be kind." });

        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("Bearer secret", sent.Headers["Authorization"]);
        Assert.Equal(
            """[{"role":"system","content":"Be kind."},{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},{"role":"user","content":"Bye"}]""",
            sent.Text("messages"));
    }

    [Fact]
    public async Task Images_that_tools_return_follow_their_results_in_a_message()
    {
        var sent = await SendAsync(
        [
            new(ChatRole.User, "Show me"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "draw"), new FunctionCallContent("c2", "draw")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new List<AIContent> { new TextContent("A dot:"), new DataContent(new byte[] { 1, 2, 3 }, "image/png") })]),
            new(ChatRole.Tool, [new FunctionResultContent("c2", "nothing")]),
            new(ChatRole.User, "Thanks"),
        ]);

        Assert.Equal(["user", "assistant", "tool", "tool", "user", "user"], sent["messages"]!.Value.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("A dot:\n[image/png, 3 bytes]", sent.Text("messages[2].content"));
        Assert.Equal("data:image/png;base64,AQID", sent.Text("messages[4].content[1].image_url.url"));
    }

    [Fact]
    public async Task Options_are_sent_under_their_names()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")], new()
        {
            Temperature = 0.5f, TopP = 0.25f, MaxOutputTokens = 99, Seed = 7, FrequencyPenalty = 1, PresencePenalty = -1,
            StopSequences = ["END"], ModelId = "gpt-5", Reasoning = new() { Effort = ReasoningEffort.ExtraHigh },
            AdditionalProperties = new() { ["user"] = "ines", ["top_k"] = 5, ["metadata"] = new Dictionary<string, string> { ["a"] = "b" }, ["store"] = true, ["ours"] = "private" },
        });

        Assert.Equal("gpt-5", sent.Text("model"));
        Assert.Equal("0.5", sent.Text("temperature"));
        Assert.Equal("0.25", sent.Text("top_p"));
        Assert.Equal("99", sent.Text("max_completion_tokens"));
        Assert.Equal("7", sent.Text("seed"));
        Assert.Equal("1", sent.Text("frequency_penalty"));
        Assert.Equal("-1", sent.Text("presence_penalty"));
        Assert.Equal("END", sent.Text("stop[0]"));
        Assert.Equal("xhigh", sent.Text("reasoning_effort"));
        Assert.Equal("ines", sent.Text("user"));
        Assert.Equal("5", sent.Text("top_k"));
        Assert.Equal("b", sent.Text("metadata.a"));
        Assert.Equal("True", sent.Text("store"));
        Assert.Null(sent["ours"]);
    }

    [Fact]
    public async Task A_function_is_sent_with_its_schema_and_how_it_may_be_chosen()
    {
        var tool = AIFunctionFactory.Create((string city) => city, "get_weather", "Tells the weather.");

        var sent = await SendAsync([new(ChatRole.User, "Hi")], new() { Tools = [tool], ToolMode = ChatToolMode.RequireSpecific("get_weather"), AllowMultipleToolCalls = false });

        Assert.Equal("get_weather", sent.Text("tools[0].function.name"));
        Assert.Equal("Tells the weather.", sent.Text("tools[0].function.description"));
        Assert.Equal("string", sent.Text("tools[0].function.parameters.properties.city.type"));
        Assert.Equal("get_weather", sent.Text("tool_choice.function.name"));
        Assert.Equal("False", sent.Text("parallel_tool_calls"));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [InlineData("required")]
    public async Task A_tool_mode_is_sent_as_the_tool_choice(string choice)
    {
        ChatToolMode mode = choice switch { "auto" => ChatToolMode.Auto, "none" => ChatToolMode.None, _ => ChatToolMode.RequireAny };

        var sent = await SendAsync([new(ChatRole.User, "Hi")], new() { Tools = [AIFunctionFactory.Create(() => 1, "one")], ToolMode = mode });

        Assert.Equal(choice, sent.Text("tool_choice"));
    }

    [Fact]
    public async Task Calls_and_results_go_back_as_the_model_made_them()
    {
        var sent = await SendAsync(
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent("Let me see."), new FunctionCallContent("c1", "get_weather", new Dictionary<string, object?> { ["city"] = "Köln" }), new FunctionCallContent("c2", "get_time")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "sunny"), new FunctionResultContent("c2", new { hour = 12, note = "<noon>" })]),
        ]);

        Assert.Equal("Let me see.", sent.Text("messages[1].content"));
        Assert.Equal("""{"city":"Köln"}""", sent.Text("messages[1].tool_calls[0].function.arguments"));
        Assert.Equal("{}", sent.Text("messages[1].tool_calls[1].function.arguments"));
        Assert.Equal("c1", sent.Text("messages[2].tool_call_id"));
        Assert.Equal("sunny", sent.Text("messages[2].content"));
        Assert.Equal("""{"hour":12,"note":"<noon>"}""", sent.Text("messages[3].content"));
        Assert.DoesNotContain("hm", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_sent_as_data_and_as_links()
    {
        var detailed = new UriContent("https://example.com/a.png", "image/png") { AdditionalProperties = new() { ["detail"] = "low" } };

        var sent = await SendAsync([new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), detailed])]);

        Assert.Equal("What is it?", sent.Text("messages[0].content[0].text"));
        Assert.Equal("data:image/png;base64,AQID", sent.Text("messages[0].content[1].image_url.url"));
        Assert.Equal("https://example.com/a.png", sent.Text("messages[0].content[2].image_url.url"));
        Assert.Equal("low", sent.Text("messages[0].content[2].image_url.detail"));
    }

    [Fact]
    public async Task Content_that_has_no_place_is_refused_before_anything_is_sent()
    {
        await using var server = await WireServer.StartAsync();
        var client = Clients.Completions(server);

        var refused = await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.GetResponseAsync([new(ChatRole.User, [new DataContent(new byte[] { 1 }, "video/mp4")])]));

        Assert.Contains("video/mp4", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_schema_is_sent_and_strict_ones_are_closed()
    {
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""").RootElement;

        var sent = await SendAsync([new(ChatRole.User, "Hi")], new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "the city", "A city."),
            AdditionalProperties = new() { ["strict"] = true },
        });

        Assert.Equal("json_schema", sent.Text("response_format.type"));
        Assert.Equal("the_city", sent.Text("response_format.json_schema.name"));
        Assert.Equal("True", sent.Text("response_format.json_schema.strict"));
        Assert.Equal("False", sent.Text("response_format.json_schema.schema.additionalProperties"));
        Assert.Equal("city", sent.Text("response_format.json_schema.schema.required[0]"));
    }

    [Fact]
    public async Task Plain_json_is_asked_for()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")], new() { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal("json_object", sent.Text("response_format.type"));
    }

    [Fact]
    public async Task What_a_raw_representation_says_wins()
    {
        var sent = await SendAsync([new(ChatRole.User, "Hi")], new()
        {
            Temperature = 1,
            RawRepresentationFactory = _ => new OpenAI.Chat.ChatCompletionOptions { Temperature = 0 },
        });

        Assert.Equal("0", sent.Text("temperature"));
    }

    [Fact]
    public async Task A_conversation_id_is_refused_because_nobody_keeps_it()
    {
        await using var server = await WireServer.StartAsync();

        await Assert.ThrowsAsync<NotSupportedException>(
            () => Clients.Completions(server).GetResponseAsync("Hi", new ChatOptions { ConversationId = "resp_1" }));
    }

    private static async Task<WireRequest> SendAsync(IList<ChatMessage> messages, ChatOptions? options = null)
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));
        await Clients.Completions(server).GetResponseAsync(messages, options);
        return server.Request;
    }
}
