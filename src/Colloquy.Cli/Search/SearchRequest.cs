namespace Colloquy.Cli;

/// <summary>What is looked for, and where.</summary>
internal sealed record SearchRequest
{
    public SessionKey? Session { get; init; }

    public string? Branch { get; init; }

    public string? User { get; init; }

    public string? App { get; init; }

    public bool Rebuild { get; init; }

    /// <summary>What is looked for; null only to build the index again.</summary>
    public SearchQuery? Query { get; init; }

    /// <summary>Searches; null when nothing is looked for.</summary>
    public async Task<SearchPage?> RunAsync(ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        var session = Session is null ? null : await FindAsync(store, host, cancellationToken).ConfigureAwait(false);
        return await ProgressLine.ShowAsync(
            host.Terminal,
            ProgressLine.Patience,
            async progress =>
            {
                if (Rebuild && session is not null)
                    await session.RebuildSearchAsync(progress, cancellationToken).ConfigureAwait(false);
                else if (Rebuild)
                    await store.RebuildSearchAsync(progress, cancellationToken: cancellationToken).ConfigureAwait(false);
                return Query is null ? null : await SearchAsync(store, session, Query, progress, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private Task<SearchPage> SearchAsync(ISessionStore store, Session? session, SearchQuery query, IProgress<EntryProgress> progress, CancellationToken cancellationToken)
    {
        if (session is not null)
            return session.SearchAsync(query, progress, cancellationToken);

        return User is null
            ? store.Everybody().SearchAllAsync(query, GlobalOptions.SelectionOf(App, user: null), progress, cancellationToken: cancellationToken)
            : store.SearchAsync(query, new SessionOwner(UserText.Read(User), App ?? SessionKey.DefaultApp), progress, cancellationToken: cancellationToken);
    }

    private async Task<Session> FindAsync(ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        var session = await store.FindAsync(Session!, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(Session!);
        return Branch is null ? session : await session.Branches.OpenAsync(Branch, cancellationToken).ConfigureAwait(false);
    }
}
