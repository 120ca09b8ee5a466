namespace Colloquy.Testing;

/// <summary>Represents a check that a tool was not called. A call that was asked for but not executed counts as called: the agent wanted it.</summary>
public sealed class ToolNotCalledCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
    public ToolNotCalledCheck(string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        Tool = tool;
    }

    /// <summary>Gets the tool's name.</summary>
    public string Tool { get; }

    /// <summary>Gets the name of the tool host; null for any.</summary>
    public string? From { get; init; }

    /// <summary>Gets the arguments with which the tool must not be called; null for any.</summary>
    public object? Arguments { get; init; }

    /// <summary>Gets the rules by which arguments are compared.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "tool not called";

    /// <inheritdoc />
    public override string Expected => $"the tool '{Tool}'{(From is null ? "" : $" of '{From}'")} is not called{(Arguments is null ? "" : $" with {ValueText.Of(Arguments)}")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (NameMistake.Find(subject, Tool, From, Arguments) is { } mistake)
            return Mistaken(mistake);

        var calls = subject.ToolCalls.Where(call => CallNames.IsOf(call, Tool, From) && (Arguments is null || ValueComparison.Differences(Arguments, call.Arguments, Rules, tool: call.Tool).Count == 0)).ToList();
        return calls.Count == 0 ? Pass() : Fail($"'{Tool}' was {(calls.Exists(call => call.WasExecuted) ? "called" : "asked for")}{(calls.Count == 1 ? "" : $" {calls.Count} times")}\n{CallNames.List(calls)}");
    }
}
