using System.Text.RegularExpressions;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Writes messages as chat completions take them.</summary>
internal static partial class CompletionMessages
{
    private static readonly ChatRole s_developer = new("developer");

    public static List<Sdk.ChatMessage> Of(IEnumerable<ChatMessage> messages, ChatOptions? options, string origin)
    {
        ArgumentNullException.ThrowIfNull(messages);

        List<Sdk.ChatMessage> written = [];
        if (options?.Instructions is { Length: > 0 } instructions)
            written.Add(new Sdk.SystemChatMessage(instructions));

        foreach (var message in ToolImages.Lift(messages))
            written.AddRange(Of(message, origin));

        return written;
    }

    private static IEnumerable<Sdk.ChatMessage> Of(ChatMessage message, string origin)
    {
        // Results come first: a message that also says something says it after the calls were answered.
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            yield return new Sdk.ToolChatMessage(result.CallId, ResultText.Of(result));

        if (message.Role == ChatRole.Assistant)
        {
            if (Assistant(message, origin) is { } assistant)
                yield return assistant;

            yield break;
        }

        var parts = CompletionParts.Of(message.Contents);
        if (parts.Count == 0 && IsBlank(message))
            parts = [Sdk.ChatMessageContentPart.CreateTextPart(string.Concat(message.Contents.OfType<TextContent>()))];
        if (parts.Count == 0)
            yield break;

        if (message.Role == ChatRole.System)
            yield return Plain(parts) is { } text ? new Sdk.SystemChatMessage(text) : new Sdk.SystemChatMessage(parts);
        else if (message.Role == s_developer)
            yield return Plain(parts) is { } text ? new Sdk.DeveloperChatMessage(text) : new Sdk.DeveloperChatMessage(parts);
        else
            yield return User(message, parts);
    }

    private static Sdk.UserChatMessage User(ChatMessage message, List<Sdk.ChatMessageContentPart> parts)
    {
        var user = Plain(parts) is { } text ? new Sdk.UserChatMessage(text) : new Sdk.UserChatMessage(parts);
        user.ParticipantName = Name(message);
        return user;
    }

    // Somebody who says nothing has said so: a service needs a message to answer to.
    private static bool IsBlank(ChatMessage message) =>
        message.Role == ChatRole.User && message.Contents.All(content => content is TextContent);

    // Reasoning goes back in the service's own form, and to that service only.
    private static Sdk.AssistantChatMessage? Assistant(ChatMessage message, string origin)
    {
        var text = string.Concat(message.Contents.OfType<TextContent>());
        var refusal = string.Concat(message.Contents.OfType<ErrorContent>().Where(CompletionAnswer.IsRefusal).Select(error => error.Message));
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => Call(call, origin))
            .ToList();
        if (text.Length == 0 && refusal.Length == 0 && calls.Count == 0)
            return null;

        var written = calls.Count > 0 ? new Sdk.AssistantChatMessage(calls) : new Sdk.AssistantChatMessage(text);
        if (calls.Count > 0 && text.Length > 0)
            written.Content.Add(Sdk.ChatMessageContentPart.CreateTextPart(text));
        if (refusal.Length > 0)
            written.Refusal = refusal;

        written.ParticipantName = Name(message);
        ReturnedFields.Send(message, text, ref written.Patch, origin);
        return written;
    }

    private static Sdk.ChatToolCall Call(FunctionCallContent call, string origin)
    {
        var arguments = ToolArguments.Write(call);
        var written = Sdk.ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(arguments));
        ReturnedFields.Send(call, arguments, ref written.Patch, origin);
        return written;
    }

    // A single text goes as a plain string, which the smaller compatible servers insist on.
    private static string? Plain(List<Sdk.ChatMessageContentPart> parts) =>
        parts is [{ Kind: Sdk.ChatMessageContentPartKind.Text } only] ? only.Text : null;

    private static string? Name(ChatMessage message) =>
        message.AuthorName is { Length: > 0 } name ? NotInNames.Replace(name, "_") : null;

    [GeneratedRegex(@"[^a-zA-Z0-9_-]+")]
    private static partial Regex NotInNames { get; }
}
