using System.Runtime.CompilerServices;

namespace Colloquy;

/// <content>Sessions.</content>
internal sealed partial class GuardedSessionStore : IRetention, ISessionCopy, IChangeSignal
{
    private IRetention Retained => RequiredPort.Retention(Inner);

    /// <remarks>Who may not write makes no session.</remarks>
    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        if (await MayAsync(SessionAction.Write, key.Owner, key, cancellationToken).ConfigureAwait(false))
            return await base.CreateAsync(key, cancellationToken).ConfigureAwait(false);
        return await base.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw await RefuseAsync(SessionAction.Write, key.Owner, key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        return await base.GetAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.Wrote, key, "details", () => base.SetDetailsAsync(key, details, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <remarks>A commit through a handle says in the log who makes it. Any other is recorded in the trail.</remarks>
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        await DecideAsync(commit.Prune is null ? SessionAction.Write : SessionAction.Prune, key, cancellationToken).ConfigureAwait(false);
        return commit.Lease is not null || commit.Entries.Any(entry => entry.Kind == EntryKind.Audit)
            ? await base.CommitAsync(key, commit, cancellationToken).ConfigureAwait(false)
            : await ChangeAsync(commit.Prune is null ? AuditAction.Wrote : AuditAction.Pruned, key, detail: null, () => base.CommitAsync(key, commit, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (read.HeadersOnly)
            await DecideAsync(SessionAction.Read, key, cancellationToken).ConfigureAwait(false);
        else
            await ReadContentAsync(key, cancellationToken).ConfigureAwait(false);
        return await base.ReadAsync(key, read, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        await ReadContentAsync(key, cancellationToken).ConfigureAwait(false);
        return await base.ReadStateAsync(key, head, stateKey, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        return await base.GetBranchesAsync(key, name, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
    {
        await ReadContentAsync(key, cancellationToken).ConfigureAwait(false);
        return await base.GetBlobAsync(key, hash, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.Restored, key, detail: null, session: null, () => base.RestoreAsync(key, parts, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        return await base.LeaseAsync(key, request, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        await QueryAsync(AuditAction.Listed, SessionSelection.OfOwner(owner), detail: null, cancellationToken).ConfigureAwait(false);
        return await base.ListAsync(owner, query, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        DeleteAsync(key, () => base.DeleteAsync(key, cancellationToken), cancellationToken);

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        DeleteAsync(key, () => Retained.DeleteExpiredAsync(key, cancellationToken), cancellationToken);

    public async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Administer, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.SetPolicy, key, policy is null ? "none" : Describe(policy), () => Retained.SetRetentionAsync(key, policy, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        await DecideAsync(SessionAction.Administer, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.Held, key, hold.Name, () => Retained.HoldAsync(key, hold, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Administer, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.LiftedHold, key, name, () => Retained.LiftHoldAsync(key, name, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        await QueryAsync(AuditAction.Listed, selection, detail: null, cancellationToken).ConfigureAwait(false);
        return await Retained.ListRetainedAsync(selection, after, limit, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ExportAsync(key, "copy", cancellationToken).ConfigureAwait(false);
        await foreach (var part in Inner.GetService<ISessionCopy>()!.CopyAsync(key, cancellationToken).ConfigureAwait(false))
            yield return part;
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        return await Inner.GetService<IChangeSignal>()!.ListenAsync(key, changed, cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(RetentionPolicy policy) =>
        string.Join(", ", new[]
        {
            policy.Ttl is { } ttl ? $"ttl {ttl:c}" : "for ever",
            policy.Immutable ? "immutable" : null,
            policy.AutoPrune ? "auto-prune" : null,
            policy.Strategy is { } strategy ? $"{strategy} {policy.MaxMessages}" : null,
        }.OfType<string>());

    /// <summary>Deletes a session whose audit is kept: what its log has of it is copied to the trail.</summary>
    private async ValueTask<bool> DeleteAsync(SessionKey key, Func<ValueTask<bool>> delete, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Delete, key, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is not { } audit || await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record)
            return await delete().ConfigureAwait(false);

        await audit.CopyAsync(record, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.Deleted, key, detail: null, record, delete, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a change of a session that is there, and makes it.</summary>
    private async ValueTask<T> ChangeAsync<T>(AuditAction action, SessionKey key, string? detail, Func<ValueTask<T>> change, CancellationToken cancellationToken)
    {
        // Without a session there is nothing to change, and the call says so.
        if (guard.Audit is null || await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record)
            return await change().ConfigureAwait(false);
        return await ChangeAsync(action, key, detail, record, change, cancellationToken).ConfigureAwait(false);
    }
}
