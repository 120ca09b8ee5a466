using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Opens Anthropic's models through the official SDK, which speaks <see cref="IChatClient"/> itself.</summary>
public static class AnthropicChatClient
{
    /// <summary>The maximum number of tokens an answer may have unless <see cref="ChatOptions.MaxOutputTokens"/> says otherwise; the service demands a number.</summary>
    public const int DefaultMaxOutputTokens = 8192;

    /// <summary>Creates a client for <paramref name="model"/>; refused calls throw the SDK's <c>AnthropicApiException</c> with its status.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="connection">The address of the service and its credentials; <see cref="ModelConnection.ApiKeyHeader"/> does not apply.</param>
    public static IChatClient Create(string model, ModelConnection connection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(connection);

        // Every setting is given, a missing key too, so that the SDK takes none from the process's environment behind the connection's back.
        var options = new ClientOptions
        {
            ApiKey = connection.ApiKey,
            BaseUrl = connection.Endpoint?.ToString().TrimEnd('/') ?? "https://api.anthropic.com",
            MaxRetries = connection.MaxRetries,
            Timeout = connection.Timeout,
            Handlers = [new TolerantHandler()],
        };
        if (connection.HttpClient is { } client)
            options.HttpClient = client;

        return new AnthropicMessagesClient(new AnthropicClient(options).AsIChatClient(model, DefaultMaxOutputTokens));
    }
}
