namespace Colloquy;

/// <summary>What a turn is run with, whichever agent has it.</summary>
internal sealed record TurnContext(
    Session Session,
    RunOptions Options,
    RunLimits Limits,
    UsageGuard Guard,
    TurnTransaction Journal,
    TurnState Progress,
    Action<AgentUpdate>? OnUpdate,
    CancellationToken CancellationToken);
