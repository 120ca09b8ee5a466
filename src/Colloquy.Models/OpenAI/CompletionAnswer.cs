using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Reads a chat completion.</summary>
internal static class CompletionAnswer
{
    private const string RefusalCode = "refusal";

    public static ChatResponse Read(Sdk.ChatCompletion completion, string origin)
    {
        var fields = completion.Patch.TryGetJson("$.choices[0].message.colloquy_fields"u8, out var told) ? ReturnedFields.Read(told) : null;
        DateTimeOffset? created = completion.CreatedAt > DateTimeOffset.UnixEpoch ? completion.CreatedAt : null;
        var message = new ChatMessage(ChatRole.Assistant, Contents(completion, fields, origin))
        {
            MessageId = completion.Id,
            CreatedAt = created,
            AdditionalProperties = fields?.OfMessage(origin),
            RawRepresentation = completion,
        };

        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = created,
            FinishReason = completion.Patch.TryGetValue("$.choices[0].colloquy_finish_reason"u8, out string? other) && other is not null ? new(other) : FinishReason(completion.FinishReason),
            Usage = completion.Usage is { } usage ? Usage(usage) : null,
            RawRepresentation = completion,
        };
    }

    public static ChatFinishReason? FinishReason(Sdk.ChatFinishReason? reason) => reason switch
    {
        Sdk.ChatFinishReason.Stop => ChatFinishReason.Stop,
        Sdk.ChatFinishReason.Length => ChatFinishReason.Length,
        Sdk.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        Sdk.ChatFinishReason.ToolCalls or Sdk.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => null,
    };

    public static UsageDetails Usage(Sdk.ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    public static ErrorContent Refusal(string text) => new(text) { ErrorCode = RefusalCode };

    public static bool IsRefusal(ErrorContent content) => content.ErrorCode == RefusalCode;

    private static List<AIContent> Contents(Sdk.ChatCompletion completion, ReturnedFields? fields, string origin)
    {
        List<AIContent> contents = [];
        if (Reasoning(completion) is { Length: > 0 } reasoning)
            contents.Add(ProviderOrigin.Mark(new TextReasoningContent(reasoning), origin));

        foreach (var part in completion.Content.Where(part => part.Text is { Length: > 0 }))
            contents.Add(new TextContent(part.Text) { RawRepresentation = part });

        if (completion.Refusal is { Length: > 0 } refusal)
            contents.Add(Refusal(refusal));

        foreach (var (i, call) in completion.ToolCalls.Index())
        {
            var made = ToolArguments.Read(call.Id, call.FunctionName, call.FunctionArguments?.ToString(), call);
            fields?.AddTo(made, i, origin);
            contents.Add(made);
        }

        return contents;
    }

    // Not OpenAI's own: DeepSeek and vLLM say `reasoning_content`, Ollama and OpenRouter say `reasoning`.
    private static string? Reasoning(Sdk.ChatCompletion completion) =>
        completion.Patch.TryGetValue("$.choices[0].message.reasoning_content"u8, out string? text)
        || completion.Patch.TryGetValue("$.choices[0].message.reasoning"u8, out text) ? text : null;
}
