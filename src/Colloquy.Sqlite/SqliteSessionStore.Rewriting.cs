namespace Colloquy.Sqlite;

/// <content>Other bytes with the same meaning. SQLite writes zeros over those that they replace.</content>
public sealed partial class SqliteSessionStore : IContentRewriting
{
    /// <inheritdoc />
    public ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.Details?.EnsureWellFormed();
        return WriteAloneAsync(durable: true, static (connection, ask) => SessionRewriting.Write(connection, ask.key, ask.rewrite), (key, rewrite), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        return WriteAloneAsync(durable: true, static (connection, ask) => OwnerRewriting.WriteState(connection, ask.owner, ask.rewrite), (owner, rewrite), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rewrite);
        rewrite.EnsureWellFormed();
        return WriteAloneAsync(durable: true, static (connection, ask) => OwnerRewriting.WriteMemory(connection, ask.owner, ask.rewrite), (owner, rewrite), cancellationToken);
    }
}
