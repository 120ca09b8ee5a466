namespace Colloquy;

/// <summary>What a turn is run with, whichever agent has it.</summary>
internal sealed record TurnSetup(
    Session Session,
    RunOptions Options,
    RunLimits Limits,
    UsageGuard Guard,
    TurnJournal Journal,
    TurnProgress Progress,
    Action<AgentUpdate>? OnUpdate,
    CancellationToken CancellationToken);
