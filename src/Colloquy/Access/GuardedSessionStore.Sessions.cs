using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <content>Sessions.</content>
internal sealed partial class GuardedSessionStore : IRetention, ISessionCopy, IChangeSignal
{
    /// <summary>The leases under which a commit said who makes those that follow.</summary>
    private readonly ConcurrentDictionary<(SessionKey Key, LeaseToken Lease), bool> _leases = new();

    private IRetention Retained => RequiredPort.Retention(Inner);

    /// <remarks>Who may not write makes no session.</remarks>
    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        if (await MayAsync(SessionAction.Write, key.Owner, key, cancellationToken).ConfigureAwait(false))
        {
            var record = await base.CreateAsync(key, cancellationToken).ConfigureAwait(false);
            await OpenedAsync(record, cancellationToken).ConfigureAwait(false);
            return record;
        }

        return await base.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw await RefuseAsync(SessionAction.Write, key.Owner, key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Open, key, cancellationToken).ConfigureAwait(false);
        var record = await base.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is not null && key.User != name)
            await OpenedAsync(record, cancellationToken).ConfigureAwait(false);
        return record;
    }

    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(AuditAction.Wrote, key, "details", () => base.SetDetailsAsync(key, details, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <remarks>A commit through a handle says in the log who makes it, or is made under a lease whose first commit said so. Any other is recorded in the trail.</remarks>
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        await DecideAsync(commit.Prune is null ? SessionAction.Write : SessionAction.Prune, key, cancellationToken).ConfigureAwait(false);
        foreach (var put in commit.Puts)
            await RefusePseudonymAsync(put, key, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is null || await SaysWhoAsync(key, commit, cancellationToken).ConfigureAwait(false))
            return await base.CommitAsync(key, commit, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(commit.Prune is null ? AuditAction.Wrote : AuditAction.Pruned, key, detail: null, () => base.CommitAsync(key, commit, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (read.HeadersOnly)
            await ReadFactsAsync(key, cancellationToken).ConfigureAwait(false);
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
        ArgumentNullException.ThrowIfNull(parts);
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        var before = guard.Audit is null ? null : await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var restored = await ChangeAsync(AuditAction.Restored, key, detail: null, before, () => base.RestoreAsync(key, DecideOnPoliciesAsync(key, parts, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (restored is not null && guard.Audit is { } audit)
            await audit.RecordAsync(restored, key, name, Body(AuditAction.Restored, key) with { Detail = $"up to position {restored.Tip}" }, CancellationToken.None).ConfigureAwait(false);
        return restored;
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
        key?.App == AuditNames.App ? DeleteTrailAsync(key, cancellationToken) : DeleteAsync(key!, () => Retained.DeleteExpiredAsync(key!, cancellationToken), cancellationToken);

    public async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        // The first policy of a new session is given by who makes it.
        var isFirst = policy is not null && await MayAsync(SessionAction.Write, key.Owner, key, cancellationToken).ConfigureAwait(false)
            && await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { Tip.IsStart: true, Retention: null };
        if (!isFirst)
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

        // What was written meanwhile is copied too, but for the last moment.
        if (await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } now && now.Tip != record.Tip && now.CreatedAt == record.CreatedAt)
            await audit.CopyAsync(record = now, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Deletes a trail whose time has passed.</summary>
    private async ValueTask<bool> DeleteTrailAsync(SessionKey trail, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Administer, owner: null, key: null, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } audit)
            await audit.RecordAsync(app: null, name, new AuditBody(AuditAction.Deleted.Value) { Role = Roles, Detail = $"trail {trail.Id}" }, isRead: false, cancellationToken).ConfigureAwait(false);
        return await Retained.DeleteExpiredAsync(trail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the log shows who makes a commit: by a record of the principal's own in it, or in the first commit under the same lease.</summary>
    private async ValueTask<bool> SaysWhoAsync(SessionKey key, Commit commit, CancellationToken cancellationToken)
    {
        Entry? own = null;
        foreach (var entry in commit.Entries)
        {
            if (entry.Kind != EntryKind.Audit)
                continue;
            if (own is not null)
                return false;
            own = entry;
        }

        if (own is not null && own.Author != await GetActorAsync(key.App, cancellationToken).ConfigureAwait(false))
            return false;
        if (commit.Lease is not { } lease)
            return own is not null;

        var isKnown = _leases.ContainsKey((key, lease));
        if (own is not null && !commit.ReleasesLease)
            _leases[(key, lease)] = true;
        else if (commit.ReleasesLease)
            _leases.TryRemove((key, lease), out _);
        return own is not null || isKnown;
    }

    /// <summary>Lets a session be restored with a policy by who may set one.</summary>
    private async IAsyncEnumerable<SessionPart> DecideOnPoliciesAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (part.Facts?.Retention is not null)
                await DecideAsync(SessionAction.Administer, key, cancellationToken).ConfigureAwait(false);
            yield return part;
        }
    }
}
