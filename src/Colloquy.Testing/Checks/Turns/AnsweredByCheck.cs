namespace Colloquy.Testing;

/// <summary>Represents a check of which agent answered; of a whole conversation, which answered last.</summary>
/// <param name="agent">The name of the agent.</param>
public sealed class AnsweredByCheck(string agent) : ImmediateCheck
{
    /// <summary>Gets the name of the agent.</summary>
    public string Agent { get; } = string.IsNullOrEmpty(agent) ? throw new ArgumentException("Give the name of the agent.", nameof(agent)) : agent;

    /// <inheritdoc />
    public override string Name => "answered by";

    /// <inheritdoc />
    public override string Expected => $"the agent '{Agent}' answers";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return (subject.Turns is [.., var turn] ? turn.Agent : null) switch
        {
            null => CannotTell("The target does not say which agent answered. Test an Agent that has a name, or set TargetAnswer.Agent."),
            var actual when actual == Agent => Pass(),
            var actual => Fail($"the agent '{actual}' answered"),
        };
    }
}
