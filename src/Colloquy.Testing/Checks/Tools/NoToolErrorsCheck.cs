namespace Colloquy.Testing;

/// <summary>Represents a check that no tool failed: none threw, and no result says that it is an error.</summary>
/// <remarks>A result says so when it is a JSON object with a field <c>error</c> that is not empty, with <c>isError</c> true, or with <c>success</c> or <c>ok</c> false.</remarks>
public sealed class NoToolErrorsCheck : ImmediateCheck
{
    /// <inheritdoc />
    public override string Name => "no tool errors";

    /// <inheritdoc />
    public override string Expected => "no tool fails";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);

        var failed = subject.ToolCalls.Where(call => ToolErrors.Of(call) is not null).ToList();
        return failed.Count == 0 ? Pass() : Fail($"'{failed[0].Tool}' failed: {ReadableText.OneLine(ToolErrors.Of(failed[0])!, 200)}\n{CallNames.List(failed)}");
    }
}
