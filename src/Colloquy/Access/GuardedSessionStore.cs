using System.Security.Claims;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>A store as one principal may use it.</summary>
/// <param name="guard">Decides and records.</param>
/// <param name="principal">The principal.</param>
/// <param name="name">The principal's name.</param>
internal sealed partial class GuardedSessionStore(SessionGuard guard, ClaimsPrincipal principal, string name) : DelegatingSessionStore(guard.Store), IPrincipalStore
{
    private const int MostRoleCharacters = 200;

    private string Roles => field ??= DescribeRoles();

    public ISessionStore Shared => guard.Store;

    public bool IsAudited => guard.Audit is not null;

    public ValueTask<string> GetActorAsync(string app, CancellationToken cancellationToken) => guard.Audit!.GetActorAsync(name, app, cancellationToken);

    /// <remarks>An owner who administers does so in another role.</remarks>
    public string? RoleIn(SessionKey key, AuditAction action) => key.User == name && !IsAdministration(action) ? null : Roles;

    public void Forget(SessionOwner owner) => guard.Audit?.Forget(owner);

    public ValueTask OpenedAsync(SessionRecord record, CancellationToken cancellationToken) => guard.Audit is { } audit && record.Key.App != AuditNames.App
        ? audit.RecordReadAsync(record, record.Key, name, Body(AuditAction.Opened, record.Key), cancellationToken)
        : ValueTask.CompletedTask;

    public async ValueTask ReadContentAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Read, key, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is not { } audit)
            return;
        if (key.App == AuditNames.App)
            await audit.RecordAsync(app: null, name, new AuditBody(AuditAction.ReadAudit.Value) { Role = Roles, Detail = key.Id }, isRead: true, cancellationToken).ConfigureAwait(false);
        else
            await audit.RecordReadAsync(session: null, key, name, Body(AuditAction.Read, key), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ExportAsync(SessionKey key, string format, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Export, key, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } own && key.App == AuditNames.App)
            await own.RecordAsync(app: null, name, new AuditBody(AuditAction.Exported.Value) { Role = Roles, Detail = key.Id }, isRead: true, cancellationToken).ConfigureAwait(false);
        else if (guard.Audit is { } audit && await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record)
            await audit.RecordAsync(record, key, name, Body(AuditAction.Exported, key) with { Detail = format }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReadAuditAsync(SessionKey? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            await QueryAsync(AuditAction.ReadAudit, SessionSelection.All, detail: null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await DecideAsync(SessionAction.Administer, key, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } audit)
            await audit.RecordReadAsync(session: null, key, name, Body(AuditAction.ReadAudit, key), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask CopyStoreAsync(bool isTarget, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Administer, owner: null, key: null, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } audit)
            await audit.RecordAsync(app: null, name, new AuditBody((isTarget ? AuditAction.Restored : AuditAction.Exported).Value) { Role = Roles, Detail = "the whole store" }, isRead: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask EraseAsync(SessionOwner owner, bool isDryRun, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Administer, owner, key: null, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } audit && !isDryRun)
            await audit.RecordAsync(owner.App, name, new AuditBody(AuditAction.Erased.Value) { Role = Roles, Detail = await audit.GetPseudonymAsync(owner, cancellationToken).ConfigureAwait(false) }, isRead: false, cancellationToken).ConfigureAwait(false);
    }

    /// <remarks>A part that this version does not know could let somebody pass, and so could the store itself.</remarks>
    public override object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(IPrincipalStore))
            return this;
        if (serviceType.IsInstanceOfType(this))
            return base.GetService(serviceType);
        return serviceType == typeof(ILoggerFactory) ? Inner.GetService(serviceType) : null;
    }

#pragma warning disable CA2215 // The store belongs to whoever made the guard.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override void Dispose(bool disposing)
    {
    }
#pragma warning restore CA2215

    private ValueTask DecideAsync(SessionAction action, SessionKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DecideAsync(action, key.Owner, key, cancellationToken);
    }

    /// <summary>Lets the principal pass, or throws.</summary>
    private async ValueTask DecideAsync(SessionAction action, SessionOwner? owner, SessionKey? key, CancellationToken cancellationToken)
    {
        if (!await MayAsync(action, owner, key, cancellationToken).ConfigureAwait(false))
            throw await RefuseAsync(action, owner, key, cancellationToken).ConfigureAwait(false);
    }

    /// <remarks>The audit's own sessions are read by administrators, and written by nobody.</remarks>
    private ValueTask<bool> MayAsync(SessionAction action, SessionOwner? owner, SessionKey? key, CancellationToken cancellationToken)
    {
        var isAudit = owner?.App == AuditNames.App;
        if (isAudit && action is not (SessionAction.Open or SessionAction.Read or SessionAction.Export))
            return new(false);
        return guard.Access.IsAllowedAsync(new SessionAccessRequest(principal, isAudit ? SessionAction.Administer : action, owner, key), cancellationToken);
    }

    private async ValueTask<SessionAccessException> RefuseAsync(SessionAction action, SessionOwner? owner, SessionKey? key, CancellationToken cancellationToken)
    {
        AccessLog.Refused(guard.Logger, action, key);
        if (guard.Audit is { } audit && key is not null && key.App != AuditNames.App)
            await audit.RecordRefusalAsync(key, name, Body(AuditAction.Refused, key) with { Detail = action.ToString() }, cancellationToken).ConfigureAwait(false);
        return new SessionAccessException(new SessionAccessRequest(principal, action, owner, key), name);
    }

    /// <summary>Decides on reading what has no content, and records it when the session is another's.</summary>
    private ValueTask ReadFactsAsync(SessionKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.User == name ? DecideAsync(SessionAction.Read, key, cancellationToken) : ReadContentAsync(key, cancellationToken);
    }

    /// <summary>Records a change that is no commit of the log, and makes it. It is recorded first: a process that dies in between leaves a record of what was not done, never the other way round.</summary>
    private async ValueTask<T> ChangeAsync<T>(AuditAction action, SessionKey key, string? detail, SessionRecord? session, Func<ValueTask<T>> change, CancellationToken cancellationToken)
    {
        if (guard.Audit is not { } audit)
            return await change().ConfigureAwait(false);

        var noted = await audit.RecordAsync(session, key, name, Body(action, key) with { Detail = detail }, cancellationToken).ConfigureAwait(false);
        try
        {
            var done = await change().ConfigureAwait(false);
            if (done is null or false)
                await NoteFailureAsync("nothing was done").ConfigureAwait(false);
            return done;
        }
        catch (Exception e)
        {
            await NoteFailureAsync(e.GetType().Name).ConfigureAwait(false);
            throw;
        }

        async ValueTask NoteFailureAsync(string why)
        {
            try
            {
                await audit.RecordAsync(session, key, name, Body(action, key) with { Detail = why, Failed = noted }, CancellationToken.None).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // What became of the change is what the caller must see.
            catch (Exception e)
#pragma warning restore CA1031
            {
                AccessLog.FailureNotRecorded(guard.Logger, e, action.Value, key);
            }
        }
    }

    /// <summary>Decides on a query, and records it when it is about others: the principal's own are not recorded.</summary>
    private async ValueTask QueryAsync(AuditAction action, SessionSelection selection, string? detail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var access = selection.Owner is null ? SessionAction.Administer : action == AuditAction.Listed ? SessionAction.Open : SessionAction.Read;
        await DecideAsync(access, selection.Owner, selection.Session, cancellationToken).ConfigureAwait(false);
        if (guard.Audit is { } audit && !(selection.Owner is { User: { } user } && user == name))
            await audit.RecordAsync(selection.App, name, new AuditBody(action.Value) { Role = Roles, Detail = detail ?? await DescribeAsync(audit, selection, cancellationToken).ConfigureAwait(false) }, isRead: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a query covers, without the name of a user.</summary>
    private static async ValueTask<string> DescribeAsync(SessionAudit audit, SessionSelection selection, CancellationToken cancellationToken) => selection switch
    {
        { Owner: { } owner } => $"of {await audit.GetPseudonymAsync(owner, cancellationToken).ConfigureAwait(false)}",
        { IsOneUser: true } => "of one user in all apps",
        { App: { } app } => $"of app '{app}'",
        _ => "of all owners",
    };

    private static bool IsAdministration(AuditAction action) =>
        action == AuditAction.SetPolicy || action == AuditAction.Held || action == AuditAction.LiftedHold || action == AuditAction.Pruned || action == AuditAction.ReadAudit;

    private AuditBody Body(AuditAction action, SessionKey key) => new(action.Value) { Role = RoleIn(key, action) };

    private string DescribeRoles()
    {
        var roles = string.Join(", ", principal.Identities.SelectMany(identity => identity.FindAll(identity.RoleClaimType)).Select(claim => claim.Value).Distinct());
        return roles.Length == 0 ? "none" : roles.Length <= MostRoleCharacters ? roles : roles[..MostRoleCharacters];
    }
}
