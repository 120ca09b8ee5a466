using Microsoft.Extensions.AI;

namespace Colloquy.Models.Tests;

/// <summary>Clients that talk to a <see cref="WireServer"/> and do not try again.</summary>
public static class Clients
{
    public static ModelConnection Connection(Uri endpoint) => new() { ApiKey = "secret", Endpoint = endpoint, MaxRetries = 0 };

    public static OpenAIChatClient Completions(WireServer server) => new("gpt-5-mini", Connection(server.V1));

    public static OpenAIResponsesChatClient Responses(WireServer server, bool kept = false) =>
        new("gpt-5-mini", Connection(server.V1)) { ServiceKeepsConversation = kept };

    public static IChatClient Anthropic(WireServer server) => AnthropicChatClient.Create("claude-sonnet-5", Connection(server.Root));
}
