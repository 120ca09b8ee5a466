namespace Colloquy.Models.Tests;

/// <summary>Chat completions as OpenAI writes them.</summary>
public static class CompletionWire
{
    public const string Usage = """{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27,"prompt_tokens_details":{"cached_tokens":16},"completion_tokens_details":{"reasoning_tokens":4}}""";

    public static WireReply Text(string text, string finish = "stop") => Message($$"""{"role":"assistant","content":"{{text}}"}""", finish);

    public static WireReply Message(string message, string finish = "stop") => WireReply.Json(
        $$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-5-mini-2025","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}],"usage":{{Usage}}}""");

    public static string Chunk(string delta, string? finish = null) =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5-mini-2025","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    public static string UsageChunk =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5-mini-2025","choices":[],"usage":{{Usage}}}""";

    public static WireReply Stream(params string[] chunks) => WireReply.Events([.. chunks, UsageChunk, "[DONE]"]);
}
