using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Reads a whole response: one message that holds reasoning, text and calls in the order they came.</summary>
internal static class ResponseAnswer
{
    public static ChatResponse Read(ResponseResult response, CreateResponseOptions request)
    {
        ThrowIfFailed(response);
        var message = new ChatMessage(ChatRole.Assistant, [.. response.OutputItems.SelectMany(Contents)])
        {
            MessageId = response.Id,
            CreatedAt = response.CreatedAt,
            RawRepresentation = response,
        };

        return new ChatResponse(message)
        {
            ResponseId = response.Id,
            ConversationId = ConversationId(response, request),
            ModelId = response.Model,
            CreatedAt = response.CreatedAt,
            FinishReason = FinishReason(response),
            Usage = Usage(response.Usage),
            RawRepresentation = response,
        };
    }

    public static void ThrowIfFailed(ResponseResult response)
    {
        if (response.Status is ResponseStatus.Failed or ResponseStatus.Cancelled)
            throw new ModelFailedException(
                response.Error?.Code.ToString() ?? response.Status.ToString(), response.Error?.Message, response.Id);
    }

    public static IEnumerable<AIContent> Contents(ResponseItem item) => item switch
    {
        MessageResponseItem message => message.Content.Select(Content).OfType<AIContent>(),
        FunctionCallResponseItem call =>
            [ToolArguments.Read(call.CallId, call.FunctionName, call.FunctionArguments?.ToString(), call)],
        ReasoningResponseItem reasoning =>
            [new TextReasoningContent(reasoning.GetSummaryText()) { ProtectedData = reasoning.EncryptedContent, RawRepresentation = reasoning }],

        // What a hosted tool did is the service's record; it stays in the raw representation.
        _ => [],
    };

    public static string? ConversationId(ResponseResult response, CreateResponseOptions request) =>
        response.ConversationOptions?.ConversationId is { } id ? id
        : request.StoredOutputEnabled is false ? null
        : response.Id;

    public static ChatFinishReason? FinishReason(ResponseResult response) => response switch
    {
        { IncompleteStatusDetails.Reason: { } reason } when reason == ResponseIncompleteStatusReason.ContentFilter => ChatFinishReason.ContentFilter,
        { Status: ResponseStatus.Incomplete } or { IncompleteStatusDetails.Reason: not null } => ChatFinishReason.Length,
        _ when response.OutputItems.Any(item => item is FunctionCallResponseItem) => ChatFinishReason.ToolCalls,
        { Status: ResponseStatus.Completed } => ChatFinishReason.Stop,
        _ => null,
    };

    public static UsageDetails? Usage(ResponseTokenUsage? usage) => usage is null ? null : new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private static AIContent? Content(ResponseContentPart part) => part switch
    {
        { Kind: ResponseContentPartKind.Refusal } => CompletionAnswer.Refusal(part.Refusal),
        { Text.Length: > 0 } => new TextContent(part.Text) { Annotations = Citations(part), RawRepresentation = part },
        _ => null,
    };

    private static List<AIAnnotation>? Citations(ResponseContentPart part)
    {
        // What a person wrote has no annotations at all.
        List<AIAnnotation> citations = [.. (part.OutputTextAnnotations ?? []).OfType<UriCitationMessageAnnotation>().Select(Citation)];
        return citations.Count > 0 ? citations : null;
    }

    public static CitationAnnotation Citation(UriCitationMessageAnnotation citation) => new()
    {
        Url = citation.Uri,
        Title = citation.Title,
        AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = citation.StartIndex, EndIndex = citation.EndIndex }],
    };
}
