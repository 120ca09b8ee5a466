namespace Colloquy.Postgres;

/// <content>Listings, copies and restorations.</content>
public sealed partial class PostgresSessionStore
{
    /// <inheritdoc />
    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc />
    public ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
