using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Records what principals do with the sessions of a store, under pseudonyms.</summary>
internal sealed class SessionAudit(ISessionStore store, AuditSettings settings, TimeProvider time, ILogger logger)
{
    private const int MostRecent = 10_000;

    private readonly PseudonymTable _pseudonyms = new(store, time);
    private readonly AuditTrail _trail = new(store, settings, time, logger);
    private readonly ConcurrentDictionary<(SessionKey? Key, string Name, AuditAction Action, string? Detail), long> _recent = new();

    /// <summary>The pseudonym of a principal in an application.</summary>
    public async ValueTask<string> GetActorAsync(string name, string app, CancellationToken cancellationToken) =>
        (await _pseudonyms.GetAsync(new SessionOwner(name, app), cancellationToken).ConfigureAwait(false)).Name;

    /// <summary>The pseudonym of an owner.</summary>
    public async ValueTask<string> GetPseudonymAsync(SessionOwner owner, CancellationToken cancellationToken) =>
        (await _pseudonyms.GetAsync(owner, cancellationToken).ConfigureAwait(false)).Name;

    /// <summary>Forgets an owner, who was erased, and what was recorded a short while ago: what comes is about somebody else.</summary>
    public void Forget(SessionOwner owner)
    {
        _pseudonyms.Forget(owner);
        _recent.Clear();
    }

    /// <summary>Records what was done with a session, and is no commit of its log.</summary>
    /// <param name="session">The session, as it is before; null when it is not there.</param>
    /// <param name="key">The session's key.</param>
    /// <param name="name">The principal's name.</param>
    /// <param name="body">What was done.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Position> RecordAsync(SessionRecord? session, SessionKey key, string name, AuditBody body, CancellationToken cancellationToken)
    {
        var owner = await _pseudonyms.GetAsync(key.Owner, cancellationToken).ConfigureAwait(false);
        var actor = await GetActorAsync(name, key.App, cancellationToken).ConfigureAwait(false);
        return await _trail.RecordAsync(AuditNames.Trail(owner.NameOf(key)), body with { After = session?.Tip ?? Position.Start, Created = session?.CreatedAt }, actor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for an opening or a read, unless the principal's last one was recorded a short while ago.</summary>
    public async ValueTask RecordReadAsync(SessionRecord? session, SessionKey key, string name, AuditBody body, CancellationToken cancellationToken)
    {
        if (IsRecent(key, name, body, out var recent))
            return;

        session ??= await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (session is null)
            return;

        await RecordAsync(session, key, name, body, cancellationToken).ConfigureAwait(false);
        Note(recent);
    }

    /// <summary>Records a refusal, where the session has a trail: who tries keys at random does not fill the store.</summary>
    public async ValueTask RecordRefusalAsync(SessionKey key, string name, AuditBody body, CancellationToken cancellationToken)
    {
        if (IsRecent(key, name, body, out var recent))
            return;

        if (await _pseudonyms.FindAsync(key.Owner, cancellationToken).ConfigureAwait(false) is { } owner
            && await store.GetAsync(AuditNames.Trail(owner.NameOf(key)), cancellationToken).ConfigureAwait(false) is not null)
            await RecordAsync(await store.GetAsync(key, cancellationToken).ConfigureAwait(false), key, name, body, cancellationToken).ConfigureAwait(false);
        Note(recent);
    }

    /// <summary>Records what concerns no single session.</summary>
    /// <param name="app">The application that it is about; null for several.</param>
    /// <param name="name">The principal's name.</param>
    /// <param name="body">What was done.</param>
    /// <param name="isRead">Whether it is a query, which is recorded once in a while.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask RecordAsync(string? app, string name, AuditBody body, bool isRead, CancellationToken cancellationToken)
    {
        if (IsRecent(key: null, name, body, out var recent) && isRead)
            return;

        await _trail.RecordAsync(AuditNames.Administration, body, await GetActorAsync(name, app ?? SessionKey.DefaultApp, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Note(recent);
    }

    /// <summary>Copies the audit of a session's log to its trail, before the session is deleted.</summary>
    public async ValueTask CopyAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        // A session that is created again under the key is another.
        _recent.Clear();
        await _trail.CopyAsync(session, AuditNames.Trail((await _pseudonyms.GetAsync(session.Key.Owner, cancellationToken).ConfigureAwait(false)).NameOf(session.Key)), cancellationToken).ConfigureAwait(false);
    }

    private bool IsRecent(SessionKey? key, string name, AuditBody body, out (SessionKey? Key, string Name, AuditAction Action, string? Detail) recent)
    {
        recent = (key, name, new AuditAction(body.Action), body.Detail);
        return _recent.TryGetValue(recent, out var at) && time.GetElapsedTime(at) < settings.RepeatReadsAfter;
    }

    private void Note((SessionKey? Key, string Name, AuditAction Action, string? Detail) recent)
    {
        if (_recent.Count >= MostRecent)
            _recent.Clear();
        _recent[recent] = time.GetTimestamp();
    }
}
