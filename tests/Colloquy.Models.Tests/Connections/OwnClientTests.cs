using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Responses;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>Applications that bring an HTTP client or an SDK's client of their own have the same reading.</summary>
public sealed class OwnClientTests
{
    private static readonly string s_odd = CompletionWire.Chunk("""{"role":"","content":"Hello."}""", "eos");

    [Fact]
    public async Task An_http_client_of_ones_own_keeps_its_headers_and_reads_tolerantly()
    {
        await using var server = await WireServer.StartAsync(
            WireReply.Events(s_odd), WireReply.Events("""{"type":"response.output_text.delta","delta":"Hello."}""", "[DONE]"), WireReply.Events("""{"type":"content_block_delta","delta":{"text":"Hello."}}""", """{"type":"message_stop"}"""));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Team", "support");
        var connection = Clients.Connection(server.V1) with { HttpClient = http };

        foreach (var client in (IChatClient[])[new OpenAIChatClient("m", connection), new OpenAIResponsesChatClient("m", connection), AnthropicChatClient.Create("m", connection with { Endpoint = server.Root })])
            Assert.Equal("Hello.", (await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync()).Text);

        Assert.All(server.Requests, request => Assert.Equal("support", request.Headers["X-Team"]));
        Assert.All(server.Requests, request => Assert.Equal("Bearer secret", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task An_http_client_of_ones_own_serves_several_clients_and_tries()
    {
        await using var server = await WireServer.StartAsync(
            WireReply.Error(429, "Slow down", "busy", ("retry-after-ms", "1")), CompletionWire.Text("one"), CompletionWire.Text("two"));
        using var http = new HttpClient();
        var connection = Clients.Connection(server.V1) with { HttpClient = http, MaxRetries = 1 };

        Assert.Equal("one", (await new OpenAIChatClient("m", connection).GetResponseAsync("Hi")).Text);
        Assert.Equal("two", (await new OpenAIChatClient("m", connection).GetResponseAsync("Hi")).Text);
    }

    [Fact]
    public async Task An_sdk_s_client_of_ones_own_reads_tolerantly()
    {
        await using var server = await WireServer.StartAsync(
            WireReply.Events(s_odd), WireReply.Json("""{"error":"No such thing"}"""), WireReply.Events("""{"type":"response.output_text.delta","delta":"Hello."}""", "[DONE]"));
        var key = new ApiKeyCredential("secret-key");
        IChatClient completions = new OpenAIChatClient(new OpenAI.Chat.ChatClient("m", key, new OpenAIClientOptions { Endpoint = server.V1 }));
        IChatClient responses = new OpenAIResponsesChatClient(new ResponsesClient(key, new ResponsesClientOptions { Endpoint = server.V1 }), "m");

        var streamed = await completions.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => completions.GetResponseAsync("Hi"));
        var response = await responses.GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Equal(("Hello.", ChatFinishReason.Stop), (streamed.Text, streamed.FinishReason));
        Assert.Contains("No such thing", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Hello.", response.Text);
        Assert.All(server.Requests, request => Assert.Equal("Bearer secret-key", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task An_sdk_s_client_used_without_this_library_reads_tolerantly_with_the_handler()
    {
        await using var server = await WireServer.StartAsync(WireReply.Events(s_odd), CompletionWire.Text("Hello.", "eos"));
        using var http = new HttpClient(new TolerantHandler(new SocketsHttpHandler()));
        var sdk = new OpenAI.Chat.ChatClient("m", new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = server.V1, Transport = new HttpClientPipelineTransport(http) });

        var text = "";
        await foreach (var update in sdk.CompleteChatStreamingAsync([new OpenAI.Chat.UserChatMessage("Hi")]))
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));

        Assert.Equal("Hello.", text);
        Assert.Equal("Hello.", (await sdk.CompleteChatAsync([new OpenAI.Chat.UserChatMessage("Hi")])).Value.Content[0].Text);
    }

    [Fact]
    public async Task Requests_of_other_protocols_pass_unchanged()
    {
        await using var server = await WireServer.StartAsync(WireReply.Json("""{"error":null,"x":1}"""), WireReply.Json("not json"));
        using var http = new HttpClient(new TolerantHandler(new SocketsHttpHandler()));

        var posted = await http.PostAsync(new Uri(server.V1, "embeddings"), new StringContent("{}"));
        var got = await http.GetAsync(new Uri(server.V1, "chat/completions"));

        Assert.Equal("""{"error":null,"x":1}""", await posted.Content.ReadAsStringAsync());
        Assert.Equal("not json", await got.Content.ReadAsStringAsync());
    }
}
