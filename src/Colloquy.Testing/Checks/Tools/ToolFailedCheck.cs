namespace Colloquy.Testing;

/// <summary>Represents a check that a tool was called and failed, as it should in a test of what the agent does then.</summary>
public sealed class ToolFailedCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
    public ToolFailedCheck(string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        Tool = tool;
    }

    /// <summary>Gets the tool's name.</summary>
    public string Tool { get; }

    /// <summary>Gets a text that the error contains, without regard to case; null for any error.</summary>
    public string? Error { get; init; }

    /// <inheritdoc />
    public override string Name => "tool failed";

    /// <inheritdoc />
    public override string Expected => $"the tool '{Tool}' fails{(Error is null ? "" : $" with an error that contains '{Error}'")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (NameMistake.Find(subject, Tool) is { } mistake)
            return Mistaken(mistake);

        var calls = subject.ToolCalls.Where(call => CallNames.IsOf(call, Tool)).ToList();
        if (calls.Count == 0)
            return Fail($"'{Tool}' was not called; {CallNames.Summary(subject.ToolCalls)}");
        var errors = calls.Select(ToolErrors.Of).OfType<string>().ToList();
        if (errors.Exists(error => Error is null || error.Contains(Error, StringComparison.OrdinalIgnoreCase)))
            return Pass();
        return Fail(errors.Count == 0 ? $"'{Tool}' did not fail\n{CallNames.List(calls)}" : $"'{Tool}' failed with another error: {ReadableText.OneLine(errors[0], 200)}\n{CallNames.List(calls)}");
    }
}
