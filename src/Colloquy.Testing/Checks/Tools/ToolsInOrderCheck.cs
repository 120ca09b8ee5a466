namespace Colloquy.Testing;

/// <summary>Represents a check that tools were called in an order. Other calls may be between them, unless they are excluded.</summary>
public sealed class ToolsInOrderCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="tools">The names of the tools, in order; at least one. A tool that is to be called twice is named twice.</param>
    public ToolsInOrderCheck(params IReadOnlyList<string> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentOutOfRangeException.ThrowIfZero(tools.Count);
        Tools = [.. tools];
    }

    /// <summary>Gets the names of the tools, in order.</summary>
    public IReadOnlyList<string> Tools { get; }

    /// <summary>Gets a value that indicates whether these are the only calls.</summary>
    public bool IsExact { get; init; }

    /// <inheritdoc />
    public override string Name => "tools in order";

    /// <inheritdoc />
    public override string Expected => $"{(IsExact ? "exactly these tools are" : "tools are")} called in the order {string.Join(", ", Tools)}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (NameMistake.FindAny(subject, Tools) is { } mistake)
            return Mistaken(mistake);

        var calls = subject.ToolCalls.Where(call => call.WasExecuted).ToList();
        var next = 0;
        foreach (var call in calls)
        {
            if (next < Tools.Count && CallNames.IsOf(call, Tools[next]))
                next++;
            else if (IsExact)
                return Fail($"'{call.Tool}' was called where {(next < Tools.Count ? $"'{Tools[next]}'" : "nothing more")} was expected\n{CallNames.List(calls)}");
        }

        if (next == Tools.Count)
            return Pass();

        var missing = Tools[next];
        var reason = calls.Exists(call => CallNames.IsOf(call, missing)) ? $"'{missing}' was not called{(next == 0 ? "" : $" after '{Tools[next - 1]}'")}, but earlier" : $"'{missing}' was not called";
        return Fail($"{reason}; {CallNames.Summary(calls)}\n{CallNames.List(calls)}");
    }
}
