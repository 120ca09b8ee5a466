using System.Globalization;
using System.Net;

namespace Colloquy.Testing;

/// <summary>Injects faults into conversations, to see how their agents take them.</summary>
public static class FaultInjectionExtensions
{
    /// <summary>Makes calls of models fail with an HTTP status, as when a service is overloaded.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="status">The status, such as 503.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectModelError(this ConversationBuilder conversation, HttpStatusCode status = HttpStatusCode.ServiceUnavailable, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(NewModelError(status, timing ?? FaultTiming.Always, turn));

    /// <summary>Makes calls of models throw.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="createError">Creates the exception.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectModelError(this ConversationBuilder conversation, Func<Exception> createError, FaultTiming? timing = null, string? turn = null)
    {
        ArgumentNullException.ThrowIfNull(createError);
        return conversation.Inject(new ModelErrorInjection(_ => createError(), "model error", timing ?? FaultTiming.Always, turn));
    }

    /// <summary>Delays each part of models' answers.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="delay">The delay before each update of a streamed answer, and before an answer that is not streamed; more than zero.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectSlowTokens(this ConversationBuilder conversation, TimeSpan delay, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(NewSlowTokens(delay, timing ?? FaultTiming.Always, turn));

    /// <summary>Cuts models' answers in the middle, as when a connection is lost. An answer that is not streamed is lost as a whole.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="afterUpdates">The number of updates that still arrive, from 0.</param>
    /// <param name="silently">Whether the answer ends without an error, as some proxies do it; otherwise an <see cref="IOException"/> is thrown.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectCutStream(this ConversationBuilder conversation, int afterUpdates = 1, bool silently = false, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(NewCutStream(afterUpdates, silently, timing ?? FaultTiming.Always, turn));

    /// <summary>Makes calls of tools fail before they reach their host.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="tool">The name of the tool; null for all.</param>
    /// <param name="message">What the tool says to the model (<see cref="ToolFailedException"/>); null for an exception of which the model learns the type only.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectToolError(this ConversationBuilder conversation, string? tool = null, string? message = null, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(NewToolError(tool, message, timing ?? FaultTiming.Always, turn));

    /// <summary>Delays calls of tools.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="delay">The delay before each call, more than zero.</param>
    /// <param name="tool">The name of the tool; null for all.</param>
    /// <param name="timing">When it happens; null for always.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectToolLatency(this ConversationBuilder conversation, TimeSpan delay, string? tool = null, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(NewToolLatency(delay, tool, timing ?? FaultTiming.Always, turn));

    /// <summary>Loses the process of the agent between two turns, as <c>kill -9</c> does, and starts it again on the same store.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="timing">When it happens; null for before every turn but the first. The first call is the gap before turn 2.</param>
    /// <param name="turn">The name of the only turn before which it happens; null for all.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder InjectProcessLoss(this ConversationBuilder conversation, FaultTiming? timing = null, string? turn = null) =>
        conversation.Inject(new ProcessLossInjection(timing ?? FaultTiming.Always, turn));

    internal static FaultInjection NewModelError(HttpStatusCode status, FaultTiming timing, string? turn)
    {
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        return new ModelErrorInjection(fault => new HttpRequestException($"The service answered with the status {number}. {fault.Description}", inner: null, status), $"model error {number}", timing, turn);
    }

    internal static FaultInjection NewSlowTokens(TimeSpan delay, FaultTiming timing, string? turn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return new SlowTokenInjection(delay, timing, turn);
    }

    internal static FaultInjection NewCutStream(int afterUpdates, bool silently, FaultTiming timing, string? turn)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterUpdates);
        return new StreamCutInjection(afterUpdates, silently, timing, turn);
    }

    internal static FaultInjection NewToolError(string? tool, string? message, FaultTiming timing, string? turn) =>
        new ToolInjection(tool, TimeSpan.Zero, fault => message is null ? new InvalidOperationException($"The tool failed. {fault.Description}") : new ToolFailedException(message), $"error of {tool ?? "a tool"}", timing, turn);

    internal static FaultInjection NewToolLatency(TimeSpan delay, string? tool, FaultTiming timing, string? turn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return new ToolInjection(tool, delay, fail: null, $"delay of {tool ?? "a tool"} by {delay}", timing, turn);
    }

    private static ConversationBuilder Inject(this ConversationBuilder conversation, FaultInjection fault)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return conversation.AddExtension(fault);
    }
}
