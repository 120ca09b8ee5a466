namespace Colloquy.Cli;

/// <summary>A store whose audit has what is done by commands too, in the name of the user of the machine. A command may do everything: who has the file, or the password, has the store.</summary>
internal sealed class RecordedStore : DelegatingSessionStore
{
    private const string Role = "operator";

    private readonly ISessionStore _store;

    private RecordedStore(ISessionStore view, ISessionStore store)
        : base(view) => _store = store;

    /// <summary>Returns the store so that what is done is recorded, when an application has begun an audit in it.</summary>
    public static async Task<ISessionStore> OfAsync(ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        try
        {
            if (!await store.HasAuditAsync(cancellationToken).ConfigureAwait(false))
                return store;

            var guard = new SessionGuard(store, new SessionGuardOptions { Access = new RoleAccess { AdministratorRole = Role }, TimeProvider = host.Time });
            return new RecordedStore(guard.For(SessionGuard.CreatePrincipal(host.UserName is { Length: > 0 } name ? name : Role, Role)), store);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The store itself, for commands about its keys, which read no conversation.</summary>
    public static T Unwrap<T>(ISessionStore store)
        where T : class, ISessionStore => (T)(store is RecordedStore recorded ? recorded._store : store);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }
}
