using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Provides the operations of applications on a store.</summary>
public static partial class SessionStoreExtensions
{
    /// <summary>Opens a session, and creates it when it does not exist.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The session's whole key.</param>
    /// <param name="options">The options of the handle; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ServiceConversationException">The options name a service's conversation that is not the session's, or one that has gone on without the session's branch.</exception>
    /// <exception cref="SessionImmutableException">The options name a weaker retention policy than that of an immutable session.</exception>
    /// <exception cref="NotSupportedException">The options name a retention policy, and the store cannot keep it.</exception>
    public static async Task<Session> OpenAsync(this ISessionStore store, SessionKey key, OpenSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);

        if (key.App == AuditNames.App)
            throw new InvalidKeyException("app", $"is '{AuditNames.App}'", "The audit has its records there. Find a trail with FindAsync, or choose another name.");
        var own = options?.Copy() ?? new OpenSessionOptions();
        var record = await store.CreateAsync(key, cancellationToken).ConfigureAwait(false);
        return await HandleAsync(store, record, own, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a session; null when there is none. Creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The session's whole key.</param>
    /// <param name="options">The options of the handle; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ServiceConversationException">The options name a service's conversation that is not the session's, or one that has gone on without the session's branch.</exception>
    /// <exception cref="SessionImmutableException">The options name a weaker retention policy than that of an immutable session.</exception>
    /// <exception cref="NotSupportedException">The options name a retention policy, and the store cannot keep it.</exception>
    public static async Task<Session?> FindAsync(this ISessionStore store, SessionKey key, OpenSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);

        var own = options?.Copy() ?? new OpenSessionOptions();
        return await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record ? await HandleAsync(store, record, own, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Sets how much this process keeps of the store's sessions between their turns. Without a call, the defaults of <see cref="HistoryCacheOptions"/> hold.</summary>
    /// <remarks>The cache belongs to the store object: another object over the same storage has its own.</remarks>
    /// <param name="store">The store.</param>
    /// <param name="options">The options of the cache. They are copied.</param>
    public static void ConfigureHistoryCache(this ISessionStore store, HistoryCacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);

        StoreTraffic.Of(store).History.Configure(options);
    }

    /// <summary>Lists all sessions of one owner that match, those with the newest commits first, without reading any log.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="query">The filter; null for all sessions. Its limit is the size of the pages that are read.</param>
    /// <param name="unreadable">Is called with each session whose record cannot be read and which is skipped; null for no call.</param>
    /// <param name="logger">The logger for such sessions; null for none.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="StoreException">The listing has returned all sessions that can be read, and others cannot be; neither <paramref name="unreadable"/> nor <paramref name="logger"/> was given to report them.</exception>
    public static async IAsyncEnumerable<SessionRecord> ListSessionsAsync(this ISessionStore store, SessionOwner owner, SessionQuery? query = null, Action<UnreadableSession>? unreadable = null, ILogger? logger = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        await foreach (var record in SessionPages.ReadAsync((next, token) => store.ListAsync(owner, next, token), query, unreadable, logger, cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    private static async ValueTask<Session> HandleAsync(ISessionStore store, SessionRecord record, OpenSessionOptions options, CancellationToken cancellationToken)
    {
        if (options.Retention is { } policy && policy != record.Retention)
            record = await RequiredPort.Retention(store).SetRetentionAsync(record.Key, policy, cancellationToken).ConfigureAwait(false);
        SearchFollowing.Begin(store);
        if (store.FindPrincipal() is { } principal)
            await principal.OpenedAsync(record, cancellationToken).ConfigureAwait(false);
        var session = new Session(new SessionLog(store, record, options.TimeProvider, options.LoggerIn(store)) { StateOptions = options.State, Limits = new SessionLimits(options.MaxEntries, options.MaxBytes), MaxAttachmentBytes = options.MaxAttachmentBytes, IsEphemeral = options.IsEphemeral });
        if (options.ConversationId is { Length: > 0 } conversation)
            await session.JoinAsync(conversation, cancellationToken).ConfigureAwait(false);
        return session;
    }
}
