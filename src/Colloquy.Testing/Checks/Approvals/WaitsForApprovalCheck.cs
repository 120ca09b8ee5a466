namespace Colloquy.Testing;

/// <summary>Represents a check that the turn waits for a person's approval of a call; of a whole conversation, that its last turn does.</summary>
public sealed class WaitsForApprovalCheck : ImmediateCheck
{
    /// <summary>Gets the name of the tool: its own, or the one that models are shown; null for any.</summary>
    public string? Tool { get; init; }

    /// <summary>Gets the arguments that the call must have, beside any others, compared as values; null for any.</summary>
    public object? Arguments { get; init; }

    /// <summary>Gets the rules by which arguments are compared.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "waits for approval";

    /// <inheritdoc />
    public override string Expected => $"the turn waits for the approval of {(Tool is null ? "a call" : $"a call of '{Tool}'")}{(Arguments is null ? "" : $" with {ValueText.Of(Arguments)}")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Turns is not [.., var turn])
            return CannotTell("The conversation has no turn. Say something first.");
        if (Tool is not null && NameMistake.Find(subject, Tool, arguments: Arguments) is { } mistake)
            return Mistaken(mistake);
        if (turn.Status != TurnStatus.Waiting)
            return Fail($"the turn does not wait: it is {turn.Status}; {CallNames.Summary(turn.ToolCalls)}");

        var asked = turn.Approvals.Where(approval => Tool is null || ApprovedCalls.IsOf(turn, approval, Tool)).ToList();
        if (asked.Count == 0)
            return Fail($"it waits for the approval of {string.Join(", ", turn.Approvals)}");
        var differences = asked.ConvertAll(approval => Arguments is null ? [] : ValueComparison.Differences(Arguments, approval.Arguments, Rules, tool: Tool));
        return differences.Exists(each => each.Count == 0) ? Pass() : Fail($"it waits for {asked[0]}: {string.Join("; ", differences[0])}");
    }
}
