namespace Colloquy;

/// <summary>The state of all scopes as a run sees it. The session's state is opened when it is first asked for: most turns neither read nor write any.</summary>
/// <param name="log">The session's log.</param>
/// <param name="head">The head before the run.</param>
/// <param name="outerTemp">The temp state of the run that this one works for; null for one of its own.</param>
/// <param name="transaction">Commits writes to the state of the user and the app.</param>
internal sealed class RunStateScopes(SessionLog log, Position head, TempStateStore? outerTemp, TurnTransaction transaction) : IDisposable
{
    private RunState? _session;

    /// <summary>The state, by scope.</summary>
    public SessionState All => field ??= new SessionState(scope => scope switch
    {
        Scope.Session => OpenSession(),
        Scope.Temp => Temp,
        _ => new RunOwnerStateStore(log, scope, transaction),
    });

    /// <summary>The state of this run, and of those that it is a part of.</summary>
    public TempStateStore Temp => field ??= outerTemp ?? new TempStateStore(log.StateOptions) { Logger = log.Logger };

    /// <summary>Appends what was written to the session's state since the last time.</summary>
    public ValueTask AppendToAsync(EntryWriter writer, Position turn, string author) =>
        _session is { } state ? state.AppendToAsync(writer, turn, author) : ValueTask.CompletedTask;

    public void Dispose() => _session?.Dispose();

    /// <summary>Opens the session's state. Tools that run in parallel may be the first to, at the same time.</summary>
    private RunState OpenSession()
    {
        if (_session is { } opened)
            return opened;

        var created = new RunState(log, head);
        if (Interlocked.CompareExchange(ref _session, created, null) is not { } first)
            return created;

        created.Dispose();
        return first;
    }
}
