namespace Colloquy.Postgres;

/// <content>Other bytes with the same meaning.</content>
public sealed partial class PostgresSessionStore : IContentRewriting
{
    /// <inheritdoc />
    public ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.Details?.EnsureWellFormed();
        return SessionRewriting.WriteAsync(_database, _sessions, key, rewrite, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        return OwnerRewriting.WriteStateAsync(_database, owner, rewrite, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        return OwnerRewriting.WriteMemoryAsync(_database, owner, rewrite, cancellationToken);
    }
}
