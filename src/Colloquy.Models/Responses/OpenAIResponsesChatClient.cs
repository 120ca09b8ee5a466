using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Talks to OpenAI's responses, through the official SDK: reasoning that goes on over tool calls, and conversations that the service keeps if asked.</summary>
/// <remarks>
/// Safe for concurrent calls. Messages and options are never changed. A refused call throws the SDK's <c>ClientResultException</c> with
/// its status; an answer that failed throws <see cref="ModelFailedException"/>. Stop sequences, penalties, seed and top-k have no place in
/// this protocol and are not sent.
/// </remarks>
public sealed class OpenAIResponsesChatClient : IChatClient
{
    private readonly ResponsesClient _client;
    private readonly ResponsesClient _sender;
    private readonly ChatClientMetadata _metadata;
    private readonly string _origin;

    /// <summary>Initializes a client for <paramref name="model"/> over <paramref name="connection"/>.</summary>
    /// <param name="model">The model's name, or the deployment's on Azure.</param>
    /// <param name="connection">The address of the service and its credentials.</param>
    public OpenAIResponsesChatClient(string model, ModelConnection connection)
        : this(Connect(connection), model, connection.ProviderName, isTolerant: true)
    {
    }

    /// <summary>Initializes a client over one of the SDK's, which brings its own credentials and policies.</summary>
    /// <param name="client">The SDK's client.</param>
    /// <param name="model">The model that is asked unless <see cref="ChatOptions.ModelId"/> names another.</param>
    /// <param name="providerName">The name told in <see cref="ChatClientMetadata"/>; null is <c>openai</c>.</param>
    public OpenAIResponsesChatClient(ResponsesClient client, string model, string? providerName = null)
        : this(client, model, providerName, isTolerant: false)
    {
    }

    private OpenAIResponsesChatClient(ResponsesClient client, string model, string? providerName, bool isTolerant)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        _client = client;
        _sender = isTolerant ? client : new TolerantClient(client);
        _metadata = new ChatClientMetadata(providerName ?? "openai", client.Endpoint, model);
        _origin = ProviderOrigin.Of(_metadata);
    }

    /// <summary>Gets a value that indicates whether the service keeps the conversation and returns its id as <see cref="ChatResponse.ConversationId"/>.</summary>
    /// <value>The default is false: nothing is stored there, and encrypted reasoning travels with the messages. Giving a <see cref="ChatOptions.ConversationId"/> asks for it in any case.</value>
    public bool ServiceKeepsConversation { get; init; }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        try
        {
            var answer = await _sender.CreateResponseAsync(request, cancellationToken).ConfigureAwait(false);
            var response = ResponseAnswer.Read(answer.Value, request);
            Mark(response.Messages.SelectMany(message => message.Contents));
            return response;
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
        var request = Request(messages, options);
        request.StreamingEnabled = true;

        var reader = new ResponseStream(request);
        await foreach (var step in SdkReading.Guard(_sender.CreateResponseStreamingAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            var update = reader.Read(step);
            Mark(update.Contents);
            yield return update;
        }
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

    private CreateResponseOptions Request(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        ResponseRequest.Create(this, _metadata.DefaultModelId!, ResponseItems.Of(messages, _origin), options, ServiceKeepsConversation);

    private void Mark(IEnumerable<AIContent> contents)
    {
        foreach (var reasoning in contents.OfType<TextReasoningContent>())
            ProviderOrigin.Mark(reasoning, _origin);
    }

    private static ResponsesClient Connect(ModelConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new ResponsesClient(OpenAIPipeline.Authentication(connection), OpenAIPipeline.ResponsesOptions(connection));
    }

    private sealed class TolerantClient(ResponsesClient client)
        : ResponsesClient(TolerantPipeline.Over(client.Pipeline), new ResponsesClientOptions { Endpoint = client.Endpoint });
}
