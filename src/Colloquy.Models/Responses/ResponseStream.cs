using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Reads one streamed response, step by step: text and reasoning at once, calls when they are whole.</summary>
internal sealed class ResponseStream(CreateResponseOptions request)
{
    private readonly HashSet<string> _streamed = [];
    private string? _id;
    private string? _model;
    private string? _conversation;
    private DateTimeOffset? _createdAt;

    public ChatResponseUpdate Read(StreamingResponseUpdate step)
    {
        if (Response(step) is { } response)
            Learn(response);

        var update = new ChatResponseUpdate(ChatRole.Assistant, [.. Contents(step)])
        {
            ResponseId = _id,
            MessageId = _id,
            ConversationId = _conversation,
            ModelId = _model,
            CreatedAt = _createdAt,
            RawRepresentation = step,
        };
        if (step is StreamingResponseCompletedUpdate or StreamingResponseIncompleteUpdate)
            update.FinishReason = ResponseAnswer.FinishReason(Response(step)!);

        return update;
    }

    private static ResponseResult? Response(StreamingResponseUpdate step) => step switch
    {
        StreamingResponseCreatedUpdate created => created.Response,
        StreamingResponseInProgressUpdate running => running.Response,
        StreamingResponseCompletedUpdate completed => completed.Response,
        StreamingResponseIncompleteUpdate incomplete => incomplete.Response,
        StreamingResponseFailedUpdate failed => failed.Response,
        _ => null,
    };

    private void Learn(ResponseResult response)
    {
        _id ??= response.Id;
        _model ??= response.Model;
        _createdAt ??= response.CreatedAt;
        _conversation ??= ResponseAnswer.ConversationId(response, request);
        ResponseAnswer.ThrowIfFailed(response);
    }

    private IEnumerable<AIContent> Contents(StreamingResponseUpdate step) => step switch
    {
        StreamingResponseOutputTextDeltaUpdate text => Streamed(text.ItemId, new TextContent(text.Delta)),
        StreamingResponseReasoningSummaryTextDeltaUpdate summary => Streamed(summary.ItemId, new TextReasoningContent(summary.Delta)),
        StreamingResponseReasoningTextDeltaUpdate reasoning => Streamed(reasoning.ItemId, new TextReasoningContent(reasoning.Delta)),
        StreamingResponseReasoningSummaryPartAddedUpdate { SummaryIndex: > 0 } => [new TextReasoningContent(Environment.NewLine)],
        StreamingResponseOutputTextAnnotationAddedUpdate { Annotation: UriCitationMessageAnnotation citation } =>
            [new TextContent("") { Annotations = [ResponseAnswer.Citation(citation)] }],
        StreamingResponseOutputItemDoneUpdate done => Done(done.Item),
        StreamingResponseErrorUpdate error => throw new ModelFailedException(error.Code, error.Message, _id),
        _ when Response(step)?.Usage is { } usage => [new UsageContent(ResponseAnswer.Usage(usage)!)],
        _ => [],
    };

    private IEnumerable<AIContent> Streamed(string itemId, AIContent content)
    {
        _streamed.Add(itemId);
        return [content];
    }

    // An item that came in pieces is not told again when it is done, but for what only the whole item has: sealed reasoning and refusals.
    private IEnumerable<AIContent> Done(ResponseItem item)
    {
        var contents = ResponseAnswer.Contents(item);
        if (item.Id is null || !_streamed.Contains(item.Id))
            return contents;

        return item is ReasoningResponseItem { EncryptedContent: { } sealedText }
            ? [new TextReasoningContent("") { ProtectedData = sealedText }]
            : contents.Where(content => content is not (TextContent or TextReasoningContent));
    }
}
