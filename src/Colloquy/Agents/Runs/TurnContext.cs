using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a turn is run with, whichever agent has it.</summary>
internal sealed record TurnContext(
    Session Session,
    RunOptions Options,
    RunLimits Limits,
    UsageGuard Guard,
    Patience Patience,
    bool IncludeDetailedErrors,
    TurnTransaction Transaction,
    TurnState State,
    Action<AgentUpdate>? OnUpdate,
    ServiceScopes Scopes,
    CancellationToken SuspendToken,
    CancellationToken CancellationToken)
{
    /// <summary>Whether the turn, which an exception leaves, is left for another process: its own process stops, or that of an agent that works for it.</summary>
    public bool IsSuspended(Exception e) => SuspendToken.IsCancellationRequested || e is TurnInterruptedException { IsStopping: true };

    /// <summary>Decides whether the caller runs a call: its tool is only declared. From an agent that is a tool no caller can be reached.</summary>
    public Func<FunctionCallContent, bool> IsForCaller(ToolRunner tools) => call => Options.DepthLeft is null && tools.IsDeclared(call);
}
