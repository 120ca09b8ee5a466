using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class CompletionAnswerTests
{
    [Fact]
    public async Task Text_usage_and_ids_are_read()
    {
        var answer = await AskAsync(CompletionWire.Text("Hello."));

        Assert.Equal("Hello.", answer.Text);
        Assert.Equal("chatcmpl-1", answer.ResponseId);
        Assert.Equal("gpt-5-mini-2025", answer.ModelId);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal((20, 7, 27, 16, 4), (answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount, answer.Usage.CachedInputTokenCount, answer.Usage.ReasoningTokenCount));
        Assert.Null(answer.ConversationId);
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("content_filter", "content_filter")]
    public async Task Finish_reasons_are_read(string wire, string expected)
    {
        var answer = await AskAsync(CompletionWire.Text("x", wire));

        Assert.Equal(expected, answer.FinishReason?.Value);
    }

    [Fact]
    public async Task Parallel_calls_are_read_with_their_arguments()
    {
        var answer = await AskAsync(CompletionWire.Message(
            """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_level","arguments":"{\"tank\":\"day\"}"}},{"id":"c2","type":"function","function":{"name":"list_cases","arguments":""}}]}""", "tool_calls"));

        var calls = answer.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal(["c1", "c2"], calls.Select(call => call.CallId));
        Assert.Equal("day", calls[0].Arguments!["tank"]!.ToString());
        Assert.Empty(calls[1].Arguments!);
    }

    [Theory]
    [InlineData("{\\\"city\\\": \\\"Par")]
    [InlineData("[1,2]")]
    [InlineData("Paris")]
    public async Task Arguments_that_are_no_object_are_kept_as_written_and_do_not_throw(string arguments)
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Message(
            $$$"""{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{{{arguments}}}"}}]}""", "tool_calls"),
            CompletionWire.Text("ok"));
        var client = Clients.Completions(server);

        var answer = await client.GetResponseAsync("Weather?");
        await client.GetResponseAsync([new(ChatRole.User, "Weather?"), .. answer.Messages, new(ChatRole.Tool, [new FunctionResultContent("c1", "Error: bad arguments")])]);

        var call = Assert.Single(answer.Messages.Single().Contents.OfType<FunctionCallContent>());
        var written = arguments.Replace("\\\"", "\"", StringComparison.Ordinal);
        Assert.IsType<FormatException>(call.Exception);
        Assert.Contains("get_weather", call.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(written, call.AdditionalProperties![ToolArguments.RawTextProperty]);
        Assert.Equal(written, server.Requests[1].Text("messages[1].tool_calls[0].function.arguments"));
    }

    [Fact]
    public async Task A_refusal_is_an_error_content_and_goes_back_as_a_refusal()
    {
        await using var server = await WireServer.StartAsync(
            CompletionWire.Message("""{"role":"assistant","content":null,"refusal":"I cannot help with that."}"""), CompletionWire.Text("ok"));
        var client = Clients.Completions(server);

        var answer = await client.GetResponseAsync("Do evil.");
        await client.GetResponseAsync([new(ChatRole.User, "Do evil."), .. answer.Messages, new(ChatRole.User, "Why?")]);

        var refusal = Assert.IsType<ErrorContent>(Assert.Single(answer.Messages.Single().Contents));
        Assert.Equal(("I cannot help with that.", "refusal"), (refusal.Message, refusal.ErrorCode));
        Assert.Equal("I cannot help with that.", server.Requests[1].Text("messages[1].refusal"));
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_of_compatible_servers_is_read(string field)
    {
        var answer = await AskAsync(CompletionWire.Message($$"""{"role":"assistant","content":"4","{{field}}":"two and two"}"""));

        Assert.Equal("two and two", Assert.IsType<TextReasoningContent>(answer.Messages.Single().Contents[0]).Text);
        Assert.Equal("4", answer.Text);
    }

    [Fact]
    public async Task A_server_that_counts_nothing_gives_no_usage()
    {
        var answer = await AskAsync(WireReply.Json("""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"""));

        Assert.Null(answer.Usage);
    }

    private static async Task<ChatResponse> AskAsync(WireReply reply)
    {
        await using var server = await WireServer.StartAsync(reply);
        return await Clients.Completions(server).GetResponseAsync("Hi");
    }
}
