namespace Colloquy.Operations;

/// <summary>The two stores of a copy, with the optional parts that it uses.</summary>
internal sealed class CopyStores
{
    public CopyStores(ISessionStore from, ISessionStore to)
    {
        (From, To) = (from, to);
        FromSessions = Require<ISessionDirectory>(from);
        ToSessions = Require<ISessionDirectory>(to);
        FromCopy = Require<ISessionCopy>(from);
        ToCopy = to.GetService<ISessionCopy>();
        FromOwners = from.GetService<IOwnerCopy>();
        ToOwners = to.GetService<IOwnerCopy>();
        if (FromOwners is null && (from.GetService<IOwnerState>() ?? from.GetService<IMemoryStore>() ?? (object?)from.GetService<IUsageLedger>()) is not null)
            throw Missing<IOwnerCopy>(from);
    }

    public ISessionStore From { get; }

    public ISessionStore To { get; }

    public ISessionDirectory FromSessions { get; }

    public ISessionDirectory ToSessions { get; }

    public ISessionCopy FromCopy { get; }

    /// <summary>Null for a store that only takes sessions: what it holds is read as far as it can be.</summary>
    public ISessionCopy? ToCopy { get; }

    /// <summary>Null for a store that has sessions only.</summary>
    public IOwnerCopy? FromOwners { get; }

    /// <summary>Null for a store that has sessions only.</summary>
    public IOwnerCopy? ToOwners { get; }

    /// <summary>Checks that the target can hold what the other store has, before anything is written.</summary>
    public async ValueTask EnsureRoomAsync(CancellationToken cancellationToken)
    {
        if (FromOwners is not null && ToOwners is null && (await FromOwners.ListOwnersAsync(null, 1, cancellationToken).ConfigureAwait(false)).Count > 0)
            throw Missing<IOwnerCopy>(To);
        if (From.GetService<IRetention>() is { } retention && To.GetService<IRetention>() is null && (await retention.ListRetainedAsync(SessionSelection.All, limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false)).Sessions.Count > 0)
            throw Missing<IRetention>(To);
    }

    private static T Require<T>(ISessionStore store)
        where T : class => store.GetService<T>() ?? throw Missing<T>(store);

    private static NotSupportedException Missing<T>(ISessionStore store) =>
        new($"The store {store.GetType().Name} does not implement {typeof(T).Name}, which a copy of these stores needs. Copy between stores that do, such as {nameof(InMemorySessionStore)} or that of SQLite, or export and import single sessions.");
}
