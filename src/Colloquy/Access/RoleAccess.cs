using System.Security.Claims;

namespace Colloquy;

/// <summary>Represents the usual rules: owners have their own sessions, supervisors read those of everybody, administrators may do everything.</summary>
/// <remarks>
/// An owner may open, read, write, export and delete what is the owner's own: what has the principal's name as its user (<see cref="SessionGuard.NameOf"/>). An owner cannot prune it, or set its policies and holds. A supervisor may open, read and export
/// the sessions of all users. Sessions without a user are open to supervisors and administrators.
/// </remarks>
public sealed class RoleAccess : ISessionAccess
{
    /// <summary>Gets the application to which owners and supervisors are restricted; null for any.</summary>
    /// <value>The default is null.</value>
    public string? App { get; init; }

    /// <summary>Gets the role of supervisors; null when there are none.</summary>
    /// <value>The default is <c>supervisor</c>.</value>
    public string? SupervisorRole { get; init; } = "supervisor";

    /// <summary>Gets the role of administrators; null when there are none.</summary>
    /// <value>The default is <c>administrator</c>.</value>
    public string? AdministratorRole { get; init; } = "administrator";

    /// <inheritdoc />
    public ValueTask<bool> IsAllowedAsync(SessionAccessRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(IsAllowed(request.Principal, request.Action, request.Owner));
    }

    private bool IsAllowed(ClaimsPrincipal principal, SessionAction action, SessionOwner? owner)
    {
        if (AdministratorRole is { } administrator && principal.IsInRole(administrator))
            return true;
        if (owner is null || (App is { } app && owner.App != app))
            return false;

        var isRead = action is SessionAction.Open or SessionAction.Read or SessionAction.Export;
        return (SupervisorRole is { } supervisor && isRead && principal.IsInRole(supervisor))
            || ((isRead || action is SessionAction.Write or SessionAction.Delete) && owner.User is { } user && user == SessionGuard.NameOf(principal));
    }
}
