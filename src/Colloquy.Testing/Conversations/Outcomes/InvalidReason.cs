namespace Colloquy.Testing;

/// <summary>Represents the reason why a conversation says nothing about the agent, whether its checks pass or fail.</summary>
/// <param name="Blame">What is to blame; not <see cref="Blame.Agent"/>.</param>
/// <param name="Reason">What happened, as a sentence.</param>
public sealed record InvalidReason(Blame Blame, string Reason);
