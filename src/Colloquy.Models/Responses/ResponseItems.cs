using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Writes messages as the items a response takes, in the order of their contents.</summary>
internal static class ResponseItems
{
    private static readonly ChatRole s_developer = new("developer");

    public static IEnumerable<ResponseItem> Of(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ToolImages.Lift(messages).SelectMany(Of);
    }

    private static IEnumerable<ResponseItem> Of(ChatMessage message)
    {
        if (message.Role == ChatRole.Assistant)
            return message.Contents.Select(Assistant).OfType<ResponseItem>();

        var results = message.Contents.OfType<FunctionResultContent>()
            .Select(ResponseItem (result) => ResponseItem.CreateFunctionCallOutputItem(result.CallId, ToolResultText.Of(result)));
        var parts = ResponseParts.Of(message.Contents);

        return parts.Count == 0 ? results : results.Append(
            message.Role == ChatRole.System ? ResponseItem.CreateSystemMessageItem(parts)
            : message.Role == s_developer ? ResponseItem.CreateDeveloperMessageItem(parts)
            : ResponseItem.CreateUserMessageItem(parts));
    }

    private static ResponseItem? Assistant(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => ResponseItem.CreateAssistantMessageItem(text.Text),
        ErrorContent refusal when CompletionAnswer.IsRefusal(refusal) =>
            ResponseItem.CreateAssistantMessageItem([ResponseContentPart.CreateRefusalPart(refusal.Message)]),
        FunctionCallContent call =>
            ResponseItem.CreateFunctionCallItem(call.CallId, call.Name, BinaryData.FromString(ToolArguments.Write(call))),
        FunctionResultContent result => ResponseItem.CreateFunctionCallOutputItem(result.CallId, ToolResultText.Of(result)),
        TextReasoningContent { ProtectedData: { Length: > 0 } sealedText } reasoning => Reasoning(reasoning.Text, sealedText),

        // Reasoning without its sealed text cannot be given back; usage, citations and hosted tools' records are not input.
        _ => null,
    };

    private static ReasoningResponseItem Reasoning(string summary, string sealedText) =>
        new(summary.Length > 0 ? [ReasoningSummaryPart.CreateTextPart(summary)] : []) { EncryptedContent = sealedText };
}
