using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Conversations;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Creates, reads and deletes the conversations that OpenAI stores, through the official SDK. Responses continue a conversation by its id.</summary>
/// <remarks>Safe for concurrent calls. A refused call throws the SDK's <c>ClientResultException</c> with its status.</remarks>
public sealed class OpenAIConversations
{
    private const int PageSize = 100;

    private readonly ConversationClient _client;

    /// <summary>Initializes a client over <paramref name="connection"/>.</summary>
    /// <param name="connection">The address of the service and its credentials.</param>
    public OpenAIConversations(ModelConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _client = new ConversationClient(OpenAIPipeline.Authentication(connection), OpenAIPipeline.ClientOptions(connection));
    }

    /// <summary>Initializes a client over one of the SDK's, which brings its own credentials and policies.</summary>
    /// <param name="client">The SDK's client.</param>
    public OpenAIConversations(ConversationClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>Makes an empty conversation.</summary>
    /// <param name="metadata">The metadata that the service stores with it, at most 16 pairs; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its id, <c>conv_…</c>.</returns>
    public async Task<string> CreateAsync(IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var options = new ConversationCreationOptions();
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
            options.Metadata[name] = value;

        var made = await _client.CreateConversationAsync(options, cancellationToken).ConfigureAwait(false);
        return made.Value.Id;
    }

    /// <summary>Reads what the service has of a conversation, from the oldest item to the newest, one message for each. Images and files of a person's stay in the raw representation.</summary>
    /// <param name="conversationId">Its id.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<ChatMessage> ReadAsync(string conversationId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        var options = new RequestOptions { CancellationToken = cancellationToken };
        await foreach (var page in _client.GetConversationItemsAsync(conversationId, PageSize, "asc", after: null, include: null, options).GetRawPagesAsync().ConfigureAwait(false))
        {
            using var json = JsonDocument.Parse(page.GetRawResponse().Content);
            foreach (var element in json.RootElement.GetProperty("data").EnumerateArray())
            {
                var item = ModelReaderWriter.Read<ResponseItem>(BinaryData.FromString(element.GetRawText()), ModelReaderWriterOptions.Json, OpenAIContext.Default)!;
                yield return Message(item);
            }
        }
    }

    /// <summary>Deletes a conversation. The service may keep its items.</summary>
    /// <param name="conversationId">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the service says that it is deleted.</returns>
    public async Task<bool> DeleteAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        return (await _client.DeleteConversationAsync(conversationId, cancellationToken).ConfigureAwait(false)).Value.Deleted;
    }

    private static ChatMessage Message(ResponseItem item) => item switch
    {
        MessageResponseItem message => new ChatMessage(new ChatRole(message.Role.ToString().ToLowerInvariant()), [.. ResponseAnswer.Contents(message)]) { RawRepresentation = message, MessageId = message.Id },
        FunctionCallOutputResponseItem result => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(result.CallId, result.FunctionOutput)]) { RawRepresentation = result, MessageId = result.Id },
        _ => new ChatMessage(ChatRole.Assistant, [.. ResponseAnswer.Contents(item)]) { RawRepresentation = item, MessageId = item.Id },
    };
}
