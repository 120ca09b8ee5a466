using System.ClientModel;
using Anthropic.Exceptions;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What a service says when it refuses a call arrives in whatever form it is said, and without the key.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string> Bodies =>
    [
        """{"error":{"message":"No such thing","type":"invalid_request_error","param":null,"code":"x"}}""",
        """{"error":"No such thing"}""",
        """{"detail":"No such thing"}""",
        """{"detail":[{"loc":["body"],"msg":"No such thing","type":"missing"}]}""",
        """{"object":"error","message":"No such thing","type":"BadRequestError","param":null,"code":400}""",
        """[{"error":{"code":400,"message":"No such thing","status":"INVALID_ARGUMENT"}}]""",
        """{"message":"No such thing"}""",
        """{"code":1211,"msg":"No such thing"}""",
        """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"No such thing"}}}""",
        """{"type":"error","error":{"type":"invalid_request_error","message":"No such thing"}}""",
        """{"error":{"message":"No such thing","code":400,"param":{"a":[1]},"type":7}}""",
        "No such thing",
        "<html><body>No such thing</body></html>",
        """{"error":{"message":"No such thing""",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_refusal_is_told_in_whatever_form_it_comes(string body)
    {
        await using var server = await WireServer.StartAsync(Enumerable.Range(0, 6).Select(_ => WireReply.Json(body, 400)).ToArray());

        foreach (var client in (Microsoft.Extensions.AI.IChatClient[])[Clients.Completions(server), Clients.Responses(server), Clients.Anthropic(server)])
        {
            var whole = await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "Hi")]));
            var streamed = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStreamingResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "Hi")]).ToListAsync());

            Assert.All([whole, streamed], refusal => Assert.Contains("No such thing", refusal.Message, StringComparison.Ordinal));
            Assert.All([whole, streamed], refusal => Assert.Equal(400, refusal is ClientResultException openai ? openai.Status : (int)((AnthropicApiException)refusal).StatusCode));
        }
    }

    [Theory]
    [InlineData(401)]
    [InlineData(200)]
    public async Task A_key_that_a_service_repeats_is_in_no_exception(int status)
    {
        const string key = "sk-very-secret-1234";
        var body = $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}","type":"{{{key}}}","code":"{{{key}}}"},"detail":"{{{key}}}"}""";
        await using var server = await WireServer.StartAsync(Enumerable.Range(0, 8).Select(_ => WireReply.Json(body, status)).ToArray());
        var connection = Clients.Connection(server.V1) with { ApiKey = key };

        foreach (var client in (Microsoft.Extensions.AI.IChatClient[])[
            new OpenAIChatClient("m", connection), new OpenAIChatClient("m", connection with { ApiKeyHeader = "api-key" }),
            new OpenAIResponsesChatClient("m", connection), AnthropicChatClient.Create("m", connection with { Endpoint = server.Root })])
        {
            var whole = await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "Hi")]));
            var streamed = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStreamingResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "Hi")]).ToListAsync());

            Assert.All([whole, streamed], failure => Assert.DoesNotContain(key, failure.ToString(), StringComparison.Ordinal));
            Assert.All([whole, streamed], failure => Assert.Contains("Incorrect API key provided: ***", failure.Message, StringComparison.Ordinal));
            Assert.All([whole, streamed], failure => Assert.Equal(status == 200, failure is ModelFailedException));
        }
    }
}
