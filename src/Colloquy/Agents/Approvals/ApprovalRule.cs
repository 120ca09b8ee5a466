namespace Colloquy;

/// <summary>Decides whether calls of a tool need a person's approval. The first rule for the tool decides. Without a rule, a tool needs approval when it is an <c>ApprovalRequiredAIFunction</c>.</summary>
/// <remarks>A rule is evaluated once for each call, before the call is recorded. When it throws, the call needs approval, and a warning is logged.</remarks>
public sealed class ApprovalRule
{
    private readonly string? _tool;
    private readonly Func<ToolCall, RunContext, ValueTask<bool>> _decide;

    private ApprovalRule(string? tool, Func<ToolCall, RunContext, ValueTask<bool>> decide) => (_tool, _decide) = (tool, decide);

    /// <summary>Calls of the tool always need approval.</summary>
    /// <param name="tool">The tool's name; null for any tool.</param>
    public static ApprovalRule Always(string? tool = null) => new(tool, static (_, _) => ValueTask.FromResult(true));

    /// <summary>Calls of the tool never need approval, even when the tool declares that they do.</summary>
    /// <param name="tool">The tool's name; null for any tool.</param>
    public static ApprovalRule Never(string? tool = null) => new(tool, static (_, _) => ValueTask.FromResult(false));

    /// <summary>Calls of the tool need approval when a condition holds, and otherwise do not.</summary>
    /// <param name="tool">The tool's name; null for any tool.</param>
    /// <param name="condition">The condition, which is given the call with its arguments.</param>
    public static ApprovalRule When(string? tool, Func<ToolCall, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ApprovalRule(tool, (call, _) => ValueTask.FromResult(condition(call)));
    }

    /// <summary>Calls of the tool need approval when a condition holds, and otherwise do not.</summary>
    /// <param name="tool">The tool's name; null for any tool.</param>
    /// <param name="condition">The condition, which is given the call and the run that makes it.</param>
    public static ApprovalRule When(string? tool, Func<ToolCall, RunContext, ValueTask<bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ApprovalRule(tool, condition);
    }

    /// <summary>Decides whether a call needs approval.</summary>
    /// <param name="call">The call.</param>
    /// <param name="run">The run that makes it.</param>
    /// <returns>true when the call needs approval; false when it does not; null when the rule is for another tool.</returns>
    public ValueTask<bool?> EvaluateAsync(ToolCall call, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(run);
        return IsFor(call.Name) ? DecideAsync() : new ValueTask<bool?>((bool?)null);

        async ValueTask<bool?> DecideAsync() => await AsksAsync(call, run).ConfigureAwait(false);
    }

    /// <summary>Gets the name of the rule's tool; null for any tool.</summary>
    internal string? Tool => _tool;

    internal bool IsFor(string tool) => _tool is null || _tool == tool;

    internal ValueTask<bool> AsksAsync(ToolCall call, RunContext run) => _decide(call, run);
}
