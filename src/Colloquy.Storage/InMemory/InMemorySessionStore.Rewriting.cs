namespace Colloquy;

public sealed partial class InMemorySessionStore : IContentRewriting
{
    /// <inheritdoc />
    public ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.Details?.EnsureWellFormed();
        Enter(cancellationToken);
        return new(_sessions.TryGetValue(key, out var session) && session.Rewrite(rewrite));
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        Enter(cancellationToken);
        return new(_state.Rewrite(owner, rewrite));
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        Enter(cancellationToken);
        return new(_memories.Rewrite(owner, rewrite));
    }
}
