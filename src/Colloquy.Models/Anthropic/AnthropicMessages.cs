using System.Text.Json;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Writes messages so that the SDK sends what the service takes: tools' results as text, nothing blank, reasoning of its own only.</summary>
internal static class AnthropicMessages
{
    /// <summary>What stands for a message in which somebody said nothing: the service refuses a text without a letter.</summary>
    public const string Blank = "(This message is blank.)";

    public static IEnumerable<ChatMessage> Of(IEnumerable<ChatMessage> messages, string origin)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages.Select(message => Of(message, origin));
    }

    private static ChatMessage Of(ChatMessage message, string origin)
    {
        if (message.Role == ChatRole.User && message.Contents.All(content => content is TextContent text && string.IsNullOrWhiteSpace(text.Text)))
            return With(message, [new TextContent(Blank)]);

        List<AIContent> contents = [];
        var changed = false;
        foreach (var content in message.Contents)
        {
            var sent = Of(content, message.Role, origin);
            changed |= !ReferenceEquals(sent, content);
            if (sent is not null)
                contents.Add(sent);
        }

        return changed ? With(message, contents) : message;
    }

    private static AIContent? Of(AIContent content, ChatRole role, string origin) => content switch
    {
        TextReasoningContent reasoning => ProviderOrigin.MayGo(reasoning, origin) ? reasoning : null,
        TextContent text when role == ChatRole.System && string.IsNullOrWhiteSpace(text.Text) => null,
        FunctionResultContent result => Result(result),
        FunctionCallContent call when call.AdditionalProperties?.TryGetValue(ToolArguments.RawTextProperty, out var raw) is true => new FunctionCallContent(
            call.CallId, call.Name, new Dictionary<string, object?> { [ToolArguments.RawTextProperty] = raw?.ToString() }),
        FunctionCallContent call => AnthropicCallFields.Send(call, origin) ?? content,
        _ => content,
    };

    // The SDK writes everything else as JSON, text that was read back from a log in quotes.
    private static FunctionResultContent Result(FunctionResultContent result) => result.Result switch
    {
        string or AIContent { RawRepresentation: not null } => result,
        IEnumerable<AIContent> parts when parts.Any(part => part is not TextContent) => With(result, parts.Where(part => part is not TextContent { Text: var text } || !string.IsNullOrWhiteSpace(text)).ToList()),
        AIContent and not TextContent => result,
        null or JsonElement or TextContent or IEnumerable<AIContent> => With(result, ResultText.Of(result)),
        var other when other.GetType().Namespace?.StartsWith("Anthropic", StringComparison.Ordinal) is true => result,
        _ => With(result, ResultText.Of(result)),
    };

    private static FunctionResultContent With(FunctionResultContent result, object sent) => new(result.CallId, sent)
    {
        Exception = result.Exception,
        AdditionalProperties = result.AdditionalProperties,
    };

    private static ChatMessage With(ChatMessage message, List<AIContent> contents)
    {
        var own = message.Clone();
        own.Contents = contents;
        return own;
    }
}
