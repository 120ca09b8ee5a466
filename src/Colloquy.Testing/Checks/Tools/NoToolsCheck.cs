namespace Colloquy.Testing;

/// <summary>Represents a check that no tool was called. A turn that needs no tool and calls none passes with the score 1.</summary>
public sealed class NoToolsCheck : ImmediateCheck
{
    /// <inheritdoc />
    public override string Name => "no tools";

    /// <inheritdoc />
    public override string Expected => "no tool is called";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        return subject.ToolCalls.Count == 0 ? Pass() : Fail($"{(subject.ToolCalls.Count == 1 ? "a tool was called" : $"{subject.ToolCalls.Count} calls were made")}; {CallNames.Summary(subject.ToolCalls)}\n{CallNames.List(subject.ToolCalls)}");
    }
}
