namespace Colloquy.Postgres;

/// <content>Listings.</content>
public sealed partial class PostgresSessionStore : ISessionDirectory
{
    /// <inheritdoc />
    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) =>
        ListAllAsync(SessionSelection.OfOwner(owner), query, cancellationToken);

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        return SessionListing.PageAsync(_database, selection, query, cancellationToken);
    }
}
