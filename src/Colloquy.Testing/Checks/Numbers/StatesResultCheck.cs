namespace Colloquy.Testing;

/// <summary>Represents a check that the answer states what a tool returned in the same turn: a number in any format, or a text.</summary>
public sealed class StatesResultCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
    /// <param name="at">The path of the value in the result, such as <c>balance</c>; null for the whole result.</param>
    public StatesResultCheck(string tool, string? at = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        (Tool, At) = (tool, at);
    }

    /// <summary>Gets the tool's name.</summary>
    public string Tool { get; }

    /// <summary>Gets the path of the value in the result; null for the whole result.</summary>
    public string? At { get; }

    /// <inheritdoc />
    public override string Name => "states result";

    /// <inheritdoc />
    public override string Expected => $"the answer states what '{Tool}' returned{(At is null ? "" : $" at '{At}'")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (NameMistake.Find(subject, Tool) is { } mistake)
            return Mistaken(mistake);
        var calls = subject.ToolCalls.Where(call => call.WasExecuted && CallNames.IsOf(call, Tool)).ToList();
        if (calls.Count == 0)
            return Fail($"'{Tool}' was not called; {CallNames.Summary(subject.ToolCalls)}");

        foreach (var call in calls)
        {
            object? value = call.ResultText;
            if (call.ResultJson is { } json)
                value = At is null ? json : ValuePath.Find(json, At);
            else if (At is not null)
                value = null;
            if (value is null)
                return CannotTell($"The result of '{Tool}' has nothing at '{At}': {ReadableText.OneLine(call.ResultText, 300)}");
            var turn = subject.Turns.First(turn => turn.ToolCalls.Contains(call));
            if (!IsStated(turn.Text, value))
                return Fail($"'{Tool}' returned {ValueText.Of(value)}, and {PlainText.Quote(turn.Text)}");
        }

        return Pass();
    }

    private static bool IsStated(string text, object value) =>
        PlainValue.ToNumber(value) is { } number
            ? NumberText.FindAll(text).Any(found => Math.Abs(found.Number.Amount) == Math.Abs(number.Amount) && (found.Number.Unit is null || number.Unit is null || found.Number.Unit == number.Unit))
            : PlainValue.ToText(value) is { } part && PlainText.Contains(text, part, ignoresCase: true);
}
