using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Reads one streamed chat completion, chunk by chunk: text at once, tool calls and refusals when they are whole.</summary>
internal sealed class CompletionStream(string origin)
{
    private readonly CompletionStreamCalls _calls = new();
    private string _refusal = "";
    private string? _id;
    private string? _model;
    private DateTimeOffset? _createdAt;
    private ReturnedFields? _fields;

    public ChatResponseUpdate Read(Sdk.StreamingChatCompletionUpdate chunk)
    {
        if (chunk.Patch.TryGetJson("$.error"u8, out var error) && Failure(error) is { } failure)
            throw failure;

        // Clients of the application's own may bring what no handler has read before.
        _id ??= string.IsNullOrEmpty(chunk.CompletionId) ? null : chunk.CompletionId;
        _model ??= string.IsNullOrEmpty(chunk.Model) ? null : chunk.Model;
        _createdAt ??= chunk.CreatedAt > DateTimeOffset.UnixEpoch ? chunk.CreatedAt : null;
        _refusal += chunk.RefusalUpdate;
        foreach (var call in chunk.ToolCallUpdates)
            _calls.Add(call);
        if (chunk.Patch.TryGetJson("$.choices[0].delta.colloquy_fields"u8, out var fields))
            _fields = ReturnedFields.Read(fields);

        var update = Update(Contents(chunk), chunk);
        update.FinishReason = chunk.Patch.TryGetValue("$.choices[0].colloquy_finish_reason"u8, out string? other) && other is not null
            ? new ChatFinishReason(other)
            : CompletionAnswer.FinishReason(chunk.FinishReason);
        if (chunk.FinishReason is not null)
            AddWhole(update);

        return update;
    }

    /// <summary>Returns what is left when a service ended its stream without saying why.</summary>
    public ChatResponseUpdate? Finish()
    {
        var update = Update([], null);
        AddWhole(update);
        return update.Contents.Count > 0 || update.AdditionalProperties is not null ? update : null;
    }

    private ChatResponseUpdate Update(List<AIContent> contents, object? raw) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
        CreatedAt = _createdAt,
        RawRepresentation = raw,
    };

    private void AddWhole(ChatResponseUpdate update)
    {
        if (_refusal.Length > 0)
            update.Contents.Add(CompletionAnswer.Refusal(_refusal));

        _refusal = "";
        foreach (var call in _calls.Take(_fields, origin))
            update.Contents.Add(call);

        update.AdditionalProperties = _fields?.OfMessage(origin);
        _fields = null;
    }

    private List<AIContent> Contents(Sdk.StreamingChatCompletionUpdate chunk)
    {
        List<AIContent> contents = [];
        if (Reasoning(chunk) is { Length: > 0 } reasoning)
            contents.Add(ProviderOrigin.Mark(new TextReasoningContent(reasoning), origin));

        foreach (var part in chunk.ContentUpdate.Where(part => part.Text is { Length: > 0 }))
            contents.Add(new TextContent(part.Text));

        if (chunk.Usage is { } usage)
            contents.Add(new UsageContent(CompletionAnswer.Usage(usage)));

        return contents;
    }

    private static string? Reasoning(Sdk.StreamingChatCompletionUpdate chunk) =>
        chunk.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? text)
        || chunk.Patch.TryGetValue("$.choices[0].delta.reasoning"u8, out text) ? text : null;

    // A handler of this library throws before; this is for clients that an application built without one.
    private ModelFailedException? Failure(ReadOnlyMemory<byte> error)
    {
        var told = WireFailure.Find(new JsonObject { ["error"] = WireNode.Parse(error.Span)[0] }, hasAnswer: true);
        return told is null ? null : new(told.Code ?? told.Type, told.Message, _id, told.Type, told.Status);
    }
}
