using System.Text.Json;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Reads one streamed chat completion, chunk by chunk: text at once, tool calls and refusals when they are whole.</summary>
internal sealed class CompletionStream
{
    private readonly CompletionStreamCalls _calls = new();
    private string _refusal = "";
    private string? _id;
    private string? _model;
    private DateTimeOffset? _createdAt;

    public ChatResponseUpdate Read(Sdk.StreamingChatCompletionUpdate chunk)
    {
        if (chunk.Patch.TryGetJson("$.error"u8, out var error))
            throw Failure(error);

        _id ??= chunk.CompletionId;
        _model ??= chunk.Model;
        _createdAt ??= chunk.CompletionId is null ? null : chunk.CreatedAt;
        _refusal += chunk.RefusalUpdate;
        foreach (var call in chunk.ToolCallUpdates)
            _calls.Add(call);

        var update = Update(Contents(chunk), chunk);
        update.FinishReason = CompletionAnswer.FinishReason(chunk.FinishReason);
        if (chunk.FinishReason is not null)
            AddWhole(update.Contents);

        return update;
    }

    /// <summary>Returns what is left when a service ended its stream without saying why.</summary>
    public ChatResponseUpdate? Finish()
    {
        var update = Update([], null);
        AddWhole(update.Contents);
        return update.Contents.Count > 0 ? update : null;
    }

    private ChatResponseUpdate Update(List<AIContent> contents, object? raw) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
        CreatedAt = _createdAt,
        RawRepresentation = raw,
    };

    private void AddWhole(IList<AIContent> contents)
    {
        if (_refusal.Length > 0)
            contents.Add(CompletionAnswer.Refusal(_refusal));

        _refusal = "";
        foreach (var call in _calls.Take())
            contents.Add(call);
    }

    private static List<AIContent> Contents(Sdk.StreamingChatCompletionUpdate chunk)
    {
        List<AIContent> contents = [];
        if (Reasoning(chunk) is { Length: > 0 } reasoning)
            contents.Add(new TextReasoningContent(reasoning));

        foreach (var part in chunk.ContentUpdate.Where(part => part.Text is { Length: > 0 }))
            contents.Add(new TextContent(part.Text));

        if (chunk.Usage is { } usage)
            contents.Add(new UsageContent(CompletionAnswer.Usage(usage)));

        return contents;
    }

    private static string? Reasoning(Sdk.StreamingChatCompletionUpdate chunk) =>
        chunk.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? text)
        || chunk.Patch.TryGetValue("$.choices[0].delta.reasoning"u8, out text) ? text : null;

    private ModelFailedException Failure(ReadOnlyMemory<byte> error)
    {
        using var document = JsonDocument.Parse(error);
        var root = document.RootElement;
        return root.ValueKind is JsonValueKind.Object
            ? new(Text(root, "code") ?? Text(root, "type"), Text(root, "message"), _id)
            : new(null, root.ToString(), _id);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null;
}
