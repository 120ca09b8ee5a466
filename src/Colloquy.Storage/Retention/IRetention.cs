namespace Colloquy.Storage;

/// <summary>Defines the part of a store that prunes sessions and keeps retention policies.</summary>
/// <remarks>
/// <para>1. A commit with a <see cref="Commit.Prune"/> removes the payloads and salts of the entries that it names, and the content that is stored outside the log, in the transaction that adds its entries. Headers and hashes stay, so that the chain still verifies.</para>
/// <para>2. An entry that was pruned is read with an empty payload and salt. Pruning it again changes nothing. <see cref="SessionRecord.Bytes"/> follows, and so does a search index.</para>
/// <para>3. Such a commit leaves <see cref="SessionRecord.UpdatedAt"/>, since pruning does not count as a use of the session; its last entry becomes <see cref="SessionRecord.Pruned"/>.</para>
/// <para>4. While a session's policy protects it (<see cref="RetentionPolicy.Protects"/>, by the store's time), every call that would remove something from it throws <see cref="SessionImmutableException"/>: a commit that prunes it or deletes a branch, <see cref="ISessionStore.DeleteAsync"/>, a weaker policy.</para>
/// <para>5. While a session is under a legal hold (<see cref="RetentionPolicy.Holds"/>), whatever its policy says, every such call throws <see cref="SessionHeldException"/>. A hold ends by <see cref="LiftHoldAsync"/> only: no other call removes or replaces it.</para>
/// </remarks>
public interface IRetention
{
    /// <summary>Sets or removes the policy of a session, in one step with the check that the policy may be replaced. The holds on the session stay, and those that the policy names are added. Moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, and needs no lease.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="policy">The policy; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session's record with the policy.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="ArgumentException">The policy is not well formed.</exception>
    /// <exception cref="SessionImmutableException">The session is immutable, and the policy is weaker.</exception>
    ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default);

    /// <summary>Places a legal hold on a session, in one step with the check of its name. A hold that is there already stays. Moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, and needs no lease.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session's record with the hold.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="LegalHoldException">The session has another hold of the same name.</exception>
    ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default);

    /// <summary>Lifts a legal hold by its name. Moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, and needs no lease.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="name">The name of the hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session's record without the hold.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="LegalHoldException">The session has no hold of the name.</exception>
    ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default);

    /// <summary>Lists sessions that have a policy or a hold, ordered by the bytes of app, user and id, without reading any log. The cost depends on their number, not on the number of all sessions.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="after">The <see cref="SessionPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">The maximum number of sessions in the page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Up to <paramref name="limit"/> sessions, and the sessions whose records cannot be read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of range.</exception>
    ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Deletes a session as <see cref="ISessionStore.DeleteAsync"/> does, if it has expired. The check is in the same step, so that a session that is used again is not deleted.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the session was deleted; false when there is no such session, or it has not expired.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default);
}
