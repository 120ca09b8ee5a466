using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Operations;

/// <summary>Provides operations on a store for the tools of operators. They are privileged: code that answers a user must not call them.</summary>
public static class SessionStoreOperations
{
    /// <summary>Verifies the logs of all selected sessions, one after another, as <see cref="Session.VerifyAsync"/> does. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="selection">The sessions; null for all.</param>
    /// <param name="options">The options; null for the defaults. <see cref="VerifyOptions.KnownHeads"/> belong to one session, and are not used.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A result for each session, also for those whose record cannot be read. Sessions that are deleted meanwhile are left out.</returns>
    /// <exception cref="NotSupportedException">The store cannot list the sessions of all owners.</exception>
    public static async IAsyncEnumerable<SessionVerification> VerifyAllAsync(this ISessionStore store, SessionSelection? selection = null, VerifyOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var own = options?.Copy() ?? new VerifyOptions();
        own.KnownHeads = [];
        var unreadable = new List<UnreadableSession>();
        await foreach (var record in RequiredPort.Directory(store).ListAllSessionsAsync(selection ?? SessionSelection.All, unreadable: unreadable.Add, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (await TryAsync(record.Key).ConfigureAwait(false) is { } verified)
                yield return verified;
        }

        foreach (var session in unreadable.Where(session => session.Key is not null))
            yield return new SessionVerification { Key = session.Key!, Failure = new VerificationFailure(default, session.Problem) };

        async Task<SessionVerification?> TryAsync(SessionKey key)
        {
            try
            {
                return await new SessionVerifier(store, key, own).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SessionNotFoundException)
            {
                return null;
            }
        }
    }

    /// <summary>Returns a value that indicates whether a store has an audit: whether anything was done in it through a view of a <see cref="SessionGuard"/> that records. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<bool> HasAuditAsync(this ISessionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var page = await store.ListAsync(new SessionOwner(app: AuditNames.App), new SessionQuery { Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Sessions.Count > 0 || page.Unreadable.Count > 0;
    }

    /// <summary>Reads the audit of a session, also of one that was deleted, as <see cref="Session.ReadAuditAsync"/> does. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The session's whole key. After its owner was erased, nothing leads from the key to its records.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>What the log of a deleted session had of the audit is in the trail, when it was deleted through a view of a <see cref="SessionGuard"/>.</remarks>
    public static IAsyncEnumerable<AuditRecord> ReadAuditAsync(this ISessionStore store, SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);
        return AuditReading.ReadAsync(store, key, NullLogger.Instance, cancellationToken);
    }

    /// <summary>Reads the records of what concerns no single session: queries across owners, and erasures, the oldest first. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static IAsyncEnumerable<AuditRecord> ReadAdministrationAuditAsync(this ISessionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return AuditReading.ReadAsync(store, key: null, NullLogger.Instance, cancellationToken);
    }

    /// <summary>Returns who a pseudonym in the audit is; null when there is no such pseudonym, or when the user was erased. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="pseudonym">The pseudonym, as in <see cref="AuditRecord.Actor"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="NotSupportedException">The store keeps no state of users, and so no audit.</exception>
    public static async Task<SessionOwner?> FindAuditActorAsync(this ISessionStore store, string pseudonym, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(pseudonym);
        if (store.FindPrincipal() is { } principal)
        {
            await principal.ReadAuditAsync(key: null, cancellationToken).ConfigureAwait(false);
            store = principal.Shared;
        }

        return await new PseudonymTable(store, TimeProvider.System).FindOwnerAsync(pseudonym, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes all that belongs to a user in an application: sessions, state, memories, and the user's name from the usage of the sessions, whose sums stay under a pseudonym. Destroys the user's encryption key, where the store encrypts. Privileged.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The user.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call between two steps.</param>
    /// <returns>What was removed, and what a legal hold, immutability or a running turn keeps.</returns>
    /// <remarks>A call that is cancelled or killed leaves every session whole; the next call completes it. What others write for the user during the call can remain: stop that first. Other users' data are not touched.</remarks>
    /// <exception cref="ArgumentException">The owner has no user.</exception>
    /// <exception cref="NotSupportedException">The store cannot erase.</exception>
    public static async Task<ErasureReport> EraseUserAsync(this ISessionStore store, SessionOwner owner, ErasureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.User is null)
            throw new ArgumentException($"{owner} is no user. An application's sessions and state are deleted one by one.", nameof(owner));

        var own = options?.Copy() ?? new ErasureOptions();
        if (store.FindPrincipal() is not { } principal)
            return await new UserErasure(store, store, owner, own, TimeProvider.System).RunAsync(cancellationToken).ConfigureAwait(false);

        // Only the deletions of sessions have records of their own: what else was done would name the user anew.
        await principal.EraseAsync(owner, own.DryRun, cancellationToken).ConfigureAwait(false);
        var report = await new UserErasure(principal.Shared, store, owner, own, TimeProvider.System).RunAsync(cancellationToken).ConfigureAwait(false);
        principal.Forget(owner);
        return report;
    }
}
