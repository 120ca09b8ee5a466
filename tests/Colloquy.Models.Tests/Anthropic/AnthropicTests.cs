using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class AnthropicTests
{
    [Fact]
    public async Task A_call_is_sent_with_the_key_the_model_and_a_limit()
    {
        await using var server = await WireServer.StartAsync(AnthropicWire.Of(AnthropicWire.Text("Hello.")));

        var answer = await Clients.Anthropic(server).GetResponseAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")], new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => city, "get_weather")] });

        Assert.Equal("/v1/messages", server.Request.Path);
        Assert.Equal("Bearer secret", server.Request.Headers["Authorization"]);
        Assert.Equal(("claude-sonnet-5", "8192"), (server.Request.Text("model"), server.Request.Text("max_tokens")));
        Assert.Contains("Be brief.", server.Request.Text("system"), StringComparison.Ordinal);
        Assert.Equal("get_weather", server.Request.Text("tools[0].name"));
        Assert.Equal(("Hello.", "msg_1", ChatFinishReason.Stop), (answer.Text, answer.ResponseId, answer.FinishReason));
        Assert.Equal(7, answer.Usage!.OutputTokenCount);
        Assert.Equal(16, answer.Usage.CachedInputTokenCount);
    }

    [Fact]
    public async Task Calls_and_results_go_there_and_back()
    {
        await using var server = await WireServer.StartAsync(
            AnthropicWire.Of(AnthropicWire.ToolUse("t1", "get_weather", """{"city":"Paris"}"""), "tool_use"), AnthropicWire.Of(AnthropicWire.Text("Sunny.")));
        var client = Clients.Anthropic(server);

        var first = await client.GetResponseAsync("Weather?");
        var call = first.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        var second = await client.GetResponseAsync([new(ChatRole.User, "Weather?"), .. first.Messages, new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "sunny")])]);

        Assert.Equal(("get_weather", "Paris"), (call.Name, call.Arguments!["city"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal("t1", server.Requests[1].Text("messages[2].content[0].tool_use_id"));
        Assert.Equal("Sunny.", second.Text);
    }

    [Fact]
    public async Task A_stream_brings_text_calls_and_usage()
    {
        await using var server = await WireServer.StartAsync(WireReply.Events(
        [
            AnthropicWire.Start,
            AnthropicWire.BlockStart(0, """{"type":"text","text":""}"""), AnthropicWire.TextDelta("Let me "), AnthropicWire.TextDelta("see."), AnthropicWire.BlockStop(0),
            AnthropicWire.BlockStart(1, """{"type":"tool_use","id":"t1","name":"get_weather","input":{}}"""),
            AnthropicWire.Delta(1, """{"type":"input_json_delta","partial_json":"{\"city\":"}"""), AnthropicWire.Delta(1, """{"type":"input_json_delta","partial_json":"\"Paris\"}"}"""), AnthropicWire.BlockStop(1),
            .. AnthropicWire.End("tool_use"),
        ]));

        var answer = await Clients.Anthropic(server).GetStreamingResponseAsync("Weather?").ToChatResponseAsync();

        Assert.Equal("Let me see.", answer.Text);
        Assert.Equal("Paris", answer.Messages.Single().Contents.OfType<FunctionCallContent>().Single().Arguments!["city"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal(20, answer.Usage!.InputTokenCount);
    }

    [Fact]
    public void It_tells_who_it_talks_to()
    {
        var metadata = AnthropicChatClient.Create("claude-sonnet-5", new ModelConnection { ApiKey = "k" }).GetRequiredService<ChatClientMetadata>();

        Assert.Equal(("anthropic", "claude-sonnet-5"), (metadata.ProviderName, metadata.DefaultModelId));
    }
}
