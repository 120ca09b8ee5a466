using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Talks to OpenAI's chat completions, and to every service that speaks the same protocol, through the official SDK.</summary>
/// <remarks>
/// Safe for concurrent calls. Messages and options are never changed. A refused call throws the SDK's <c>ClientResultException</c> with
/// its status; a failure reported within a stream throws <see cref="ModelFailedException"/>. This protocol has no place for
/// <see cref="ChatOptions.ConversationId"/>, which is refused, nor for <see cref="ChatOptions.TopK"/>, which is not sent
/// (services that know it take an additional property <c>top_k</c>).
/// </remarks>
public sealed class OpenAIChatClient : IChatClient
{
    private readonly Sdk.ChatClient _client;
    private readonly Sdk.ChatClient _sender;
    private readonly ChatClientMetadata _metadata;
    private readonly string _origin;

    /// <summary>Initializes a client for <paramref name="model"/> over <paramref name="connection"/>.</summary>
    /// <param name="model">The model's name, or the deployment's on Azure.</param>
    /// <param name="connection">The address of the service and its credentials.</param>
    public OpenAIChatClient(string model, ModelConnection connection)
        : this(Connect(model, connection), connection.ProviderName, isTolerant: true)
    {
    }

    /// <summary>Initializes a client over one of the SDK's, which brings its own credentials and policies.</summary>
    /// <param name="client">The SDK's client.</param>
    /// <param name="providerName">The name told in <see cref="ChatClientMetadata"/>; null is <c>openai</c>.</param>
    public OpenAIChatClient(Sdk.ChatClient client, string? providerName = null)
        : this(client, providerName, isTolerant: false)
    {
    }

    private OpenAIChatClient(Sdk.ChatClient client, string? providerName, bool isTolerant)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _sender = isTolerant ? client : new OtherModelClient(TolerantPipeline.Over(client.Pipeline), client.Model, client.Endpoint);
        _metadata = new ChatClientMetadata(providerName ?? "openai", client.Endpoint, client.Model);
        _origin = ProviderOrigin.Of(_metadata);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = CompletionRequest.Create(this, _metadata, options);
        var written = CompletionMessages.Of(messages, options, _origin);
        try
        {
            var answer = await ClientFor(options).CompleteChatAsync(written, request, cancellationToken).ConfigureAwait(false);
            return CompletionAnswer.Read(answer.Value, _origin);
        }
        catch (Exception problem) when (SdkReading.IsProblem(problem))
        {
            throw SdkReading.Failure(problem);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = CompletionRequest.Create(this, _metadata, options);
        var stream = ClientFor(options)
            .CompleteChatStreamingAsync(CompletionMessages.Of(messages, options, _origin), request, cancellationToken);

        var reader = new CompletionStream(_origin);
        await foreach (var chunk in SdkReading.Guard(stream, cancellationToken).ConfigureAwait(false))
            yield return reader.Read(chunk);

        if (reader.Finish() is { } last)
            yield return last;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(_client) ? _client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Releases nothing, since the SDK's transport is shared.</summary>
    public void Dispose()
    {
    }

    // The SDK binds a client to one model and ignores the request's own, so a run's model needs a client of its own on the same pipeline.
    private Sdk.ChatClient ClientFor(ChatOptions? options) =>
        options?.ModelId is { } model && model != _client.Model ? new OtherModelClient(_sender.Pipeline, model, _sender.Endpoint) : _sender;

    private static Sdk.ChatClient Connect(string model, ModelConnection connection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(connection);
        return new Sdk.ChatClient(model, OpenAIPipeline.Authentication(connection), OpenAIPipeline.ClientOptions(connection));
    }

    private sealed class OtherModelClient(ClientPipeline pipeline, string model, Uri endpoint)
        : Sdk.ChatClient(pipeline, model, new OpenAI.OpenAIClientOptions { Endpoint = endpoint });
}
