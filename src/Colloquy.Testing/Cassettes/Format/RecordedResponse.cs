using System.Globalization;

namespace Colloquy.Testing;

/// <summary>A model's response, as a cassette holds it: without secrets, and with ids that a cassette makes.</summary>
internal sealed class RecordedResponse
{
    /// <summary>The model id of the offline stand-in.</summary>
    public const string StandInModel = "offline-stand-in";

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public string? ModelId { get; init; }

    public string? FinishReason { get; init; }

    public UsageDetails? Usage { get; init; }

    /// <summary>Gets the name of the service's conversation within the cassette; null when the service keeps none.</summary>
    public string? Conversation { get; init; }

    /// <summary>Gets the lengths of the pieces in which each text was streamed, such as <c>4 7 12</c>, in the order of the texts; null for a response that was not streamed.</summary>
    public IReadOnlyList<string>? Cuts { get; init; }

    public bool IsStandIn => ModelId == StandInModel;

    /// <summary>Returns the response whole.</summary>
    /// <param name="id">The id of the response.</param>
    public ChatResponse ToResponse(string id) => new([.. Messages])
    {
        ResponseId = id,
        ModelId = ModelId,
        FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
        Usage = Usage,
        ConversationId = Conversation,
    };

    /// <summary>Returns the response as a stream: texts in the pieces in which they came.</summary>
    /// <param name="id">The id of the response.</param>
    public IEnumerable<ChatResponseUpdate> ToUpdates(string id)
    {
        var text = 0;
        for (var i = 0; i < Messages.Count; i++)
        {
            var message = Messages[i];
            if (message.Contents.Count == 0)
                yield return Update(message, i);
            foreach (var content in message.Contents)
            {
                if (content is not (TextContent or TextReasoningContent))
                {
                    yield return Update(message, i, content);
                    continue;
                }

                foreach (var piece in Cut(content, Cuts?.ElementAtOrDefault(text++)))
                    yield return Update(message, i, piece);
            }
        }

        var last = new ChatResponseUpdate
        {
            ResponseId = id,
            ModelId = ModelId,
            ConversationId = Conversation,
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            Role = Messages.Count > 0 ? Messages[^1].Role : ChatRole.Assistant,
            MessageId = $"{id}_{Messages.Count}",
        };
        if (Usage is not null)
            last.Contents.Add(new UsageContent(Usage));
        yield return last;

        ChatResponseUpdate Update(ChatMessage message, int number, params IList<AIContent> contents) => new(message.Role, contents)
        {
            ResponseId = id,
            ModelId = ModelId,
            ConversationId = Conversation,
            MessageId = $"{id}_{number + 1}",
            AuthorName = message.AuthorName,
        };
    }

    private static IEnumerable<AIContent> Cut(AIContent content, string? lengths)
    {
        var text = content is TextContent said ? said.Text : ((TextReasoningContent)content).Text;
        var at = 0;
        foreach (var length in (lengths ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // An edit by hand can make a text shorter or longer than it was.
            var to = int.TryParse(length, CultureInfo.InvariantCulture, out var given) && given > 0 ? Math.Min(text.Length, at + given) : at;
            if (to > at && to < text.Length)
            {
                yield return content is TextContent ? new TextContent(text[at..to]) : new TextReasoningContent(text[at..to]);
                at = to;
            }
        }

        if (at == 0)
            yield return content;
        else
            yield return content is TextReasoningContent { ProtectedData: var sealedText } ? new TextReasoningContent(text[at..]) { ProtectedData = sealedText } : new TextContent(text[at..]);
    }
}
