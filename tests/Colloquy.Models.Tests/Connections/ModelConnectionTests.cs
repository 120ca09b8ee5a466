using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class ModelConnectionTests
{
    [Fact]
    public void A_connection_shows_everything_but_its_key()
    {
        var shown = new ModelConnection { ApiKey = "sk-very-secret", Endpoint = new Uri("http://localhost:8000/v1/") }.ToString();

        Assert.Contains("http://localhost:8000/v1/", shown, StringComparison.Ordinal);
        Assert.Contains("ApiKey = set", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://contoso.openai.azure.com")]
    [InlineData("https://contoso.openai.azure.com/")]
    [InlineData("https://contoso.openai.azure.com/openai/v1")]
    public void Azure_is_reached_at_its_v1_endpoint(string endpoint)
    {
        var connection = ModelConnection.Azure(new Uri(endpoint), "key");

        Assert.Equal("https://contoso.openai.azure.com/openai/v1/", connection.Endpoint?.ToString());
        Assert.Equal("api-key", connection.ApiKeyHeader);
    }

    [Fact]
    public async Task Azure_is_sent_its_key_in_its_own_header_and_the_deployment_as_the_model()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"), ResponseWire.Of(ResponseWire.Text("ok")));
        var connection = ModelConnection.Azure(server.Root, "azure-key") with { MaxRetries = 0 };
        var client = new OpenAIChatClient("my-deployment", connection);

        await client.GetResponseAsync("Hi");
        await new OpenAIResponsesChatClient("my-deployment", connection).GetResponseAsync("Hi");

        Assert.Equal(["/openai/v1/chat/completions", "/openai/v1/responses"], server.Requests.Select(request => request.Path));
        Assert.All(server.Requests, request => Assert.Equal("azure-key", request.Headers["api-key"]));
        Assert.All(server.Requests, request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.All(server.Requests, request => Assert.Equal("my-deployment", request.Text("model")));
        Assert.Equal("azure.ai.openai", client.GetService<ChatClientMetadata>()!.ProviderName);
    }

    [Fact]
    public async Task A_server_without_keys_is_sent_none()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));

        await new OpenAIChatClient("llama", new ModelConnection { Endpoint = server.V1 }).GetResponseAsync("Hi");

        Assert.DoesNotContain("Authorization", server.Request.Headers.Keys);
    }

    [Fact]
    public async Task An_http_client_of_ones_own_is_used()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Team", "support");

        await new OpenAIChatClient("m", Clients.Connection(server.V1) with { HttpClient = http }).GetResponseAsync("Hi");

        Assert.Equal("support", server.Request.Headers["X-Team"]);
    }

    [Fact]
    public async Task A_service_that_stays_silent_is_given_up_after_the_time_out()
    {
        var gate = new WireGate();
        await using var server = await WireServer.StartAsync(new WireReply().Hold(gate));
        var client = new OpenAIChatClient("m", Clients.Connection(server.V1) with { Timeout = TimeSpan.FromMilliseconds(50) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("Hi"));
        gate.Open();
    }

    [Fact]
    public void Impossible_settings_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelConnection { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelConnection { MaxRetries = -1 });
    }

    [Fact]
    public void Clients_tell_who_they_talk_to_and_give_the_sdk_s_client()
    {
        var connection = Clients.Connection(new Uri("http://localhost:1/v1"));
        IChatClient completions = new OpenAIChatClient("gpt-5-mini", connection), responses = new OpenAIResponsesChatClient("gpt-5-mini", connection);

        foreach (var client in new[] { completions, responses })
        {
            var metadata = client.GetRequiredService<ChatClientMetadata>();
            Assert.Equal(("openai", "gpt-5-mini", new Uri("http://localhost:1/v1")), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri));
            Assert.Null(client.GetService(typeof(ChatClientMetadata), "key"));
        }

        Assert.NotNull(completions.GetService<OpenAI.Chat.ChatClient>());
        Assert.NotNull(responses.GetService<OpenAI.Responses.ResponsesClient>());
    }
}
