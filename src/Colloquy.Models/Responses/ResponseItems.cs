using Colloquy.Offline;
using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Writes messages as the items a response takes, in the order of their contents.</summary>
internal static class ResponseItems
{
    private static readonly ChatRole s_developer = new("developer");

    public static IEnumerable<ResponseItem> Of(IEnumerable<ChatMessage> messages, string origin)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ToolImages.Lift(messages).SelectMany(message => Of(message, origin));
    }

    private static IEnumerable<ResponseItem> Of(ChatMessage message, string origin)
    {
        if (message.Role == ChatRole.Assistant)
            return message.Contents.Select(content => Assistant(content, origin)).OfType<ResponseItem>();

        var results = message.Contents.OfType<FunctionResultContent>()
            .Select(ResponseItem (result) => ResponseItem.CreateFunctionCallOutputItem(result.CallId, ResultText.Of(result)));
        var parts = ResponseParts.Of(message.Contents);

        // Somebody who says nothing has said so: a service needs a message to answer to.
        if (parts.Count == 0 && message.Role == ChatRole.User && message.Contents.All(content => content is TextContent))
            parts = [ResponseContentPart.CreateInputTextPart(string.Concat(message.Contents))];

        return parts.Count == 0 ? results : results.Append(
            message.Role == ChatRole.System ? ResponseItem.CreateSystemMessageItem(parts)
            : message.Role == s_developer ? ResponseItem.CreateDeveloperMessageItem(parts)
            : ResponseItem.CreateUserMessageItem(parts));
    }

    private static ResponseItem? Assistant(AIContent content, string origin) => content switch
    {
        TextContent { Text.Length: > 0 } text => ResponseItem.CreateAssistantMessageItem(text.Text),
        ErrorContent refusal when CompletionAnswer.IsRefusal(refusal) =>
            ResponseItem.CreateAssistantMessageItem([ResponseContentPart.CreateRefusalPart(refusal.Message)]),
        FunctionCallContent call =>
            ResponseItem.CreateFunctionCallItem(call.CallId, call.Name, BinaryData.FromString(ToolArguments.Write(call))),
        FunctionResultContent result => ResponseItem.CreateFunctionCallOutputItem(result.CallId, ResultText.Of(result)),
        TextReasoningContent { ProtectedData: { Length: > 0 } sealedText } reasoning when ProviderOrigin.MayGo(reasoning, origin) => Reasoning(reasoning.Text, sealedText),

        // Reasoning without its sealed text cannot be given back; usage, citations and hosted tools' records are not input.
        _ => null,
    };

    private static ReasoningResponseItem Reasoning(string summary, string sealedText) =>
        new(summary.Length > 0 ? [ReasoningSummaryPart.CreateTextPart(summary)] : []) { EncryptedContent = sealedText };
}
