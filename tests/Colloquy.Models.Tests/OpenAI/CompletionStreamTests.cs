using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class CompletionStreamTests
{
    [Fact]
    public async Task Text_comes_piece_by_piece_and_usage_at_the_end()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Stream(
            CompletionWire.Chunk("""{"role":"assistant","content":""}"""), CompletionWire.Chunk("""{"content":"Hel"}"""), CompletionWire.Chunk("""{"content":"lo."}"""), CompletionWire.Chunk("{}", "stop")));

        var updates = await Clients.Completions(server).GetStreamingResponseAsync("Hi").ToListAsync();

        var answer = updates.ToChatResponse();
        Assert.Equal(["Hel", "lo."], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal(("Hello.", "chatcmpl-1", "gpt-5-mini-2025"), (answer.Text, answer.ResponseId, answer.ModelId));
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal((20, 7, 16, 4), (answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.CachedInputTokenCount, answer.Usage.ReasoningTokenCount));
        Assert.Equal("True", server.Request.Text("stream_options.include_usage"));
    }

    [Fact]
    public async Task Interleaved_calls_are_put_together_one_content_each()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Stream(
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"get_level","arguments":""}}]}"""),
            CompletionWire.Chunk("""{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"list_cases","arguments":"{"}}]}"""),
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"tank\":"}},{"index":1,"function":{"arguments":"}"}}]}"""),
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"day\"}"}}]}"""),
            CompletionWire.Chunk("{}", "tool_calls")));

        var answer = await Clients.Completions(server).GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        var calls = answer.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal([("c1", "get_level"), ("c2", "list_cases")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("day", calls[0].Arguments!["tank"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task Calls_that_share_an_index_are_told_apart_by_their_ids()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Stream(
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"one","arguments":"{}"}}]}"""),
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c2","type":"function","function":{"name":"two","arguments":"{}"}}]}"""),
            CompletionWire.Chunk("{}", "tool_calls")));

        var answer = await Clients.Completions(server).GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Equal(["one", "two"], answer.Messages.Single().Contents.OfType<FunctionCallContent>().Select(call => call.Name));
    }

    [Fact]
    public async Task A_refusal_and_reasoning_come_through()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Stream(
            CompletionWire.Chunk("""{"reasoning_content":"hm "}"""), CompletionWire.Chunk("""{"reasoning_content":"no"}"""),
            CompletionWire.Chunk("""{"refusal":"I "}"""), CompletionWire.Chunk("""{"refusal":"cannot."}"""), CompletionWire.Chunk("{}", "stop")));

        var answer = await Clients.Completions(server).GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Equal("hm no", answer.Messages.Single().Contents.OfType<TextReasoningContent>().Single().Text);
        Assert.Equal("I cannot.", answer.Messages.Single().Contents.OfType<ErrorContent>().Single().Message);
    }

    [Fact]
    public async Task A_stream_that_ends_without_a_reason_still_gives_its_calls()
    {
        await using var server = await WireServer.StartAsync(WireReply.Events(
            CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"one","arguments":"{\"a\":"}}]}"""), "[DONE]"));

        var answer = await Clients.Completions(server).GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.NotNull(answer.Messages.Single().Contents.OfType<FunctionCallContent>().Single().Exception);
    }

    [Fact]
    public async Task An_error_within_the_stream_is_a_typed_failure()
    {
        await using var server = await WireServer.StartAsync(WireReply.Events(
            CompletionWire.Chunk("""{"content":"Hel"}"""), """{"error":{"message":"The server had an error.","type":"server_error","code":null}}""", "[DONE]"));

        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => Clients.Completions(server).GetStreamingResponseAsync("Hi").ToChatResponseAsync());

        Assert.Equal(("server_error", "chatcmpl-1"), (failure.Code, failure.ResponseId));
        Assert.Contains("The server had an error.", failure.Message, StringComparison.Ordinal);
    }
}
