using System.Text;

namespace Colloquy.Testing;

/// <summary>Represents a check that a tool was called, how many times, from which host, and with which arguments. A call that was not executed, such as one that waits for an approval, does not count.</summary>
public sealed class ToolCalledCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
    public ToolCalledCheck(string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        Tool = tool;
    }

    /// <summary>Gets the tool's name.</summary>
    public string Tool { get; }

    /// <summary>Gets the exact number of calls, each of which must meet the conditions; null for one or more that do, beside any others.</summary>
    public int? Times { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A tool that is called, is called at least once. For a tool that is not called there is ToolNotCalled."); }

    /// <summary>Gets the name of the tool host; null for any.</summary>
    public string? From { get; init; }

    /// <summary>Gets the arguments that the call must have, as an object or a dictionary, compared as values; null for any. Other arguments are allowed unless <see cref="IsExact"/> is set.</summary>
    public object? Arguments { get; init; }

    /// <summary>Gets a value that indicates whether the call may have no arguments but <see cref="Arguments"/>. An argument that is null counts as not given.</summary>
    public bool IsExact { get; init; }

    /// <summary>Gets a condition on the whole call; null for none.</summary>
    public Func<ObservedToolCall, bool>? Where { get; init; }

    /// <summary>Gets the rules by which arguments are compared.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "tool called";

    /// <inheritdoc />
    public override string Expected => $"the tool '{Tool}'{(From is null ? "" : $" of '{From}'")} is called{Times switch { null => "", 1 => " once", var times => $" {times} times" }}{(Arguments is null ? "" : $" with {(IsExact ? "exactly " : "")}{ValueText.Of(Arguments)}")}{(Where is null ? "" : ", and its condition is met")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (NameMistake.Find(subject, Tool, From, Arguments) is { } mistake)
            return Mistaken(mistake);

        var named = subject.ToolCalls.Where(call => CallNames.IsOf(call, Tool)).ToList();
        var calls = named.Where(call => call.WasExecuted && CallNames.IsOf(call, Tool, From)).ToList();
        if (calls.Count == 0)
            return Fail(NotCalled(subject, named));

        var differences = calls.Select(call => (Call: call, Differences: Differ(call))).ToList();
        var met = differences.Count(each => each.Differences.Count == 0);
        if (Times is { } times && calls.Count != times)
            return Fail($"'{Tool}' was called {Count(calls.Count)}\n{CallNames.List(calls)}");
        return (Times is null ? met > 0 : met == calls.Count) ? Pass() : Fail(OtherArguments(differences));
    }

    private IReadOnlyList<string> Differ(ObservedToolCall call)
    {
        IReadOnlyList<string> differences = Arguments is null && !IsExact ? [] : ValueComparison.Differences(Arguments ?? new Dictionary<string, object?>(), call.Arguments, Rules, IsExact, call.Tool);
        return differences.Count == 0 && Where is not null && !Where(call) ? ["the condition is not met"] : differences;
    }

    private string NotCalled(CheckSubject subject, List<ObservedToolCall> named)
    {
        if (named.Count == 0)
            return $"'{Tool}' was not called; {CallNames.Summary(subject.ToolCalls)}";
        var elsewhere = named.Where(call => call.WasExecuted).ToList();
        return elsewhere.Count > 0
            ? $"'{Tool}' of '{From}' was not called, but that of {string.Join(", ", elsewhere.Select(call => call.Host is null ? "no host" : $"'{call.Host}'").Distinct())}\n{CallNames.List(elsewhere)}"
            : $"'{Tool}' was asked for, but not executed\n{CallNames.List(named)}";
    }

    private string OtherArguments(List<(ObservedToolCall Call, IReadOnlyList<string> Differences)> calls)
    {
        var wrong = calls.Where(each => each.Differences.Count > 0).OrderBy(each => each.Differences.Count).ToList();
        var text = new StringBuilder($"'{Tool}' was called with other arguments: {string.Join("; ", wrong[0].Differences)}");
        foreach (var (call, differences) in wrong.Take(10))
            text.Append('\n').Append(Transcript.ToText(call)).Append("\n  ").AppendJoin("\n  ", differences);
        return text.ToString();
    }

    private static string Count(int count) => count == 1 ? "once" : $"{count} times";
}
