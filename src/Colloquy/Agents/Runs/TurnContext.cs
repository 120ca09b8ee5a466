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
    RunCancellation Cancellation) : IAsyncDisposable
{
    private ServiceScopes? _ownScopes;

    /// <summary>Stops the run.</summary>
    public CancellationToken CancellationToken => Cancellation.Token;

    /// <summary>Is cancelled when the process stops.</summary>
    public CancellationToken SuspendToken => Cancellation.SuspendToken;

    /// <summary>The scopes of services of the run, or of the run that it works for. Only what calls code of the application needs them.</summary>
    public ServiceScopes Scopes => Options.Caller?.Scopes ?? (_ownScopes ??= new ServiceScopes(Session.Log.Logger, Session.Key));

    /// <summary>Disposes of the run's own scopes.</summary>
    public ValueTask DisposeAsync() => _ownScopes?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Whether the turn, which an exception leaves, is left for another process: its own process stops, or that of an agent that works for it.</summary>
    public bool IsSuspended(Exception e) => SuspendToken.IsCancellationRequested || e is TurnInterruptedException { IsStopping: true };

    /// <summary>Decides whether the caller runs a call: its tool is only declared. From an agent that is a tool no caller can be reached.</summary>
    public Func<FunctionCallContent, bool> IsForCaller(ToolRunner tools) => call => Options.Caller is null && tools.IsDeclared(call);
}
