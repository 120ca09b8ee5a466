using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Responses of models that report what they used.</summary>
public static class Reply
{
    public static ScriptedChatClient.Step Say(string text, string model, long input, long output, long cached = 0) => Step(model, Usage(input, output, cached), new TextContent(text));

    public static ScriptedChatClient.Step Call(string tool, string model, long input, long output) => Step(model, Usage(input, output, 0), new FunctionCallContent($"call {input}", tool, new Dictionary<string, object?> { ["value"] = "x" }));

    public static ScriptedChatClient.Step Step(string model, UsageDetails? usage, params AIContent[] contents) =>
        (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. contents])) { ModelId = model, Usage = usage });

    private static UsageDetails Usage(long input, long output, long cached) =>
        new() { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached, TotalTokenCount = input + output };
}
