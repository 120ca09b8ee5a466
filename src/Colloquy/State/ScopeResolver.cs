namespace Colloquy;

/// <summary>Where the scopes of a session's state are kept.</summary>
internal static class ScopeResolver
{
    /// <summary>The state of a session outside any run.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="temp">What <see cref="Scope.Temp"/> holds; null for nothing.</param>
    public static SessionState Create(SessionLog log, TempStateStore? temp = null)
    {
        var own = new SessionStateStore(log);
        return new SessionState(scope => scope switch
        {
            Scope.Session => own,
            Scope.Temp => temp ?? throw new InvalidOperationException($"There is no run, and {nameof(Scope)}.{nameof(Scope.Temp)} lives for one: it is reached through the state of the run, as a tool or a context provider gets it. Outside a run keep the value in a variable."),
            _ => new OwnerStateStore(PortOf(log.Store, scope), OwnerOf(log.Key, scope), log.StateOptions) { Logger = log.Logger },
        });
    }

    /// <summary>The part of a store that keeps users' and apps' state.</summary>
    public static IOwnerState PortOf(ISessionStore store, Scope scope) => RequiredPort.OwnerState(store, scope);

    /// <summary>Whose state a scope of a session is.</summary>
    public static SessionOwner OwnerOf(SessionKey key, Scope scope) => scope switch
    {
        Scope.App => new SessionOwner(app: key.App),
        Scope.User when key.User is null => throw new InvalidOperationException($"Session {key} has no user, so it has no {nameof(Scope)}.{nameof(Scope.User)} state. Give its key a user, or use another scope."),
        Scope.User => key.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "There is no such scope."),
    };
}
