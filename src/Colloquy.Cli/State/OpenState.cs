namespace Colloquy.Cli;

/// <summary>The state that a command works on: of a session, or of a user or an app without one.</summary>
internal sealed record OpenState(string Scope, string App, string? User, string? Session, string Name, SessionState? OfSession, StandaloneState? Standalone)
{
    public Task<IReadOnlyList<StateEntry>> ListAsync(CancellationToken cancellationToken) =>
        OfSession?.ListAsync(cancellationToken: cancellationToken) ?? Standalone!.ListAsync(cancellationToken);

    public Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, CancellationToken cancellationToken) =>
        OfSession?.GetChangesAsync(since, cancellationToken: cancellationToken) ?? Standalone!.GetChangesAsync(since, cancellationToken);

    public Task<StateEntry?> FindAsync(string key, CancellationToken cancellationToken) =>
        OfSession?.FindAsync(key, cancellationToken: cancellationToken) ?? Standalone!.FindAsync(key, cancellationToken);

    public Task SetAsync<T>(string key, T value, CancellationToken cancellationToken) =>
        OfSession?.SetAsync(key, value, cancellationToken: cancellationToken) ?? Standalone!.SetAsync(key, value, cancellationToken);

    public Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, CancellationToken cancellationToken) =>
        OfSession?.TrySetAsync(key, value, expected, cancellationToken: cancellationToken) ?? Standalone!.TrySetAsync(key, value, expected, cancellationToken);

    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        OfSession?.RemoveAsync(key, cancellationToken: cancellationToken) ?? Standalone!.RemoveAsync(key, cancellationToken);

    public CliException Missing(string key) => new(ExitCode.NotFound, PlainText.Line($"There is no '{key}' in the state of {Name}. `colloquy state list` shows what there is."));
}
