namespace Colloquy.Testing;

/// <summary>Represents a check that one agent handed off to another; or, with no name, that none did.</summary>
public sealed class HandedOffCheck : ImmediateCheck
{
    /// <summary>Gets the name of the agent that takes over; null for no handoff.</summary>
    public string? To { get; init; }

    /// <summary>Gets the name of the agent that hands off; null for any.</summary>
    public string? From { get; init; }

    /// <inheritdoc />
    public override string Name => To is null ? "no handoff" : "handed off";

    /// <inheritdoc />
    public override string Expected => To is null ? "no agent hands off" : $"{(From is null ? "an agent" : $"'{From}'")} hands off to '{To}'";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var handoffs = subject.Turns.SelectMany(turn => turn.Handoffs).ToList();
        var isMet = To is null ? handoffs.Count == 0 : handoffs.Exists(handoff => handoff.To == To && (From is null || handoff.From == From));
        if (isMet)
            return Pass();

        var actual = handoffs.Count == 0 ? "there was no handoff" : $"handed off: {string.Join(", ", handoffs.Select(handoff => handoff.From is null ? $"to '{handoff.To}'" : $"from '{handoff.From}' to '{handoff.To}'"))}";
        return Fail(subject.Turns.Select(turn => turn.Agent).LastOrDefault(agent => agent is not null) is { } answered ? $"{actual}; '{answered}' answered" : actual);
    }
}
