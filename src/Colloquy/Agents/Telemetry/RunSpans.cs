using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The spans of a run, of its model calls and of its tool calls. Null where nobody listens.</summary>
internal static class RunSpans
{
    public static Activity? StartRun(string agent, SessionKey key) =>
        ColloquyTelemetry.Source.HasListeners() && ColloquyTelemetry.Source.StartActivity($"invoke_agent {agent}", ActivityKind.Internal) is { } span ? Tag(span, "invoke_agent", key, agent) : null;

    public static void End(Activity? span, AgentAnswer answer)
    {
        if (span is null)
            return;

        span.SetTag("gen_ai.response.finish_reasons", answer.FinishReason is { } reason ? new[] { reason.Value } : null);
        span.SetTag("colloquy.turn.status", answer.Status.ToString().ToLowerInvariant());
        span.SetTag("colloquy.position", answer.Position.Value);
        Tag(span, answer.Usage);
    }

    public static void Fail(Activity? span, Exception e)
    {
        span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
        span?.SetTag("error.type", e.GetType().FullName);
    }

    public static Activity? StartCall(SessionKey key, string agent, int turn, string? provider, string? model, ChatOptions? options, string? purpose)
    {
        if (ColloquyTelemetry.Source.StartActivity(model is null ? "chat" : $"chat {model}", ActivityKind.Client) is not { } span)
            return null;

        Tag(span, "chat", key, agent);
        span.SetTag("colloquy.turn", turn);
        span.SetTag("colloquy.call.purpose", purpose);
        span.SetTag("gen_ai.provider.name", provider ?? "unknown");
        span.SetTag("gen_ai.request.model", model);
        span.SetTag("gen_ai.request.temperature", options?.Temperature);
        span.SetTag("gen_ai.request.top_p", options?.TopP);
        span.SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens);
        return span;
    }

    public static void End(Activity? span, ModelCallBody call)
    {
        if (span is null)
            return;

        span.SetTag("gen_ai.response.model", call.Model);
        span.SetTag("gen_ai.response.id", call.Response);
        span.SetTag("gen_ai.response.finish_reasons", call.FinishReason is { } reason ? new[] { reason } : null);
        span.SetTag("colloquy.cost.usd", call.Cost is { } cost ? (double)cost : null);
        span.SetTag("colloquy.call.from_cache", call.FromCache ? true : null);
        if (call.Usage is { } usage)
            Tag(span, usage);
    }

    public static Activity? StartTool(RunContext run, FunctionCallContent call, AIFunction tool)
    {
        if (ColloquyTelemetry.Source.StartActivity($"execute_tool {tool.Name}", ActivityKind.Internal) is not { } span)
            return null;

        Tag(span, "execute_tool", run.Session.Key, run.AgentName);
        span.SetTag("colloquy.turn", run.TurnNumber);
        span.SetTag("gen_ai.tool.name", tool.Name);
        span.SetTag("gen_ai.tool.description", tool.Description);
        span.SetTag("gen_ai.tool.call.id", call.CallId);
        span.SetTag("gen_ai.tool.type", "function");
        return span;
    }

    /// <summary>Tells which turn the run came to be.</summary>
    public static void Began(Activity? span, int turn) => span?.SetTag("colloquy.turn", turn);

    public static Activity Tag(Activity span, string operation, SessionKey key, string agent)
    {
        span.SetTag("gen_ai.operation.name", operation);
        span.SetTag("gen_ai.agent.name", agent);
        span.SetTag("gen_ai.conversation.id", key.Id);
        span.SetTag("colloquy.app", key.App);
        return span;
    }

    private static void Tag(Activity span, UsageDetails usage)
    {
        span.SetTag("gen_ai.usage.input_tokens", usage.InputTokenCount);
        span.SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", usage.CachedInputTokenCount);
    }
}
