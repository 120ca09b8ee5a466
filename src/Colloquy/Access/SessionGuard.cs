using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Gives each principal a view of a store that decides what the principal may do, and records what the principal does.</summary>
/// <remarks>
/// <para>Create one for a store, and take a view for each principal with <see cref="For"/>. Sessions that are opened through a view belong to its principal: every call on their handles, and every agent that runs on them, is decided and recorded.</para>
/// <para>Code that has the store itself is not guarded. Inject views, not the store, where requests are answered.</para>
/// </remarks>
public sealed class SessionGuard
{
    /// <summary>Creates a guard.</summary>
    /// <param name="store">The store. It belongs to the caller, who disposes of it.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store cannot keep an audit, since it keeps no state of users, and the options ask for one.</exception>
    public SessionGuard(ISessionStore store, SessionGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new SessionGuardOptions();
        Store = store;
        Access = options.Access;
        Logger = (options.LoggerFactory ?? store.GetService<ILoggerFactory>())?.CreateLogger("Colloquy.Access") ?? NullLogger.Instance;
        Audit = options.RecordsAudit ? new SessionAudit(store, new AuditSettings(options.RepeatReadsAfter, options.TrailRetention), options.TimeProvider, Logger) : null;
    }

    internal ISessionStore Store { get; }

    internal ISessionAccess Access { get; }

    internal SessionAudit? Audit { get; }

    internal ILogger Logger { get; }

    /// <summary>Returns the store as a principal may use it. The view is cheap: take one for each request. It need not be disposed of, and the store is not disposed of with it.</summary>
    /// <param name="principal">The principal, such as the user of an HTTP request. A background service has one of its own (<see cref="CreatePrincipal"/>).</param>
    /// <exception cref="ArgumentException">The principal is not authenticated, or has no name.</exception>
    /// <exception cref="InvalidKeyException">The name breaks the rules for users.</exception>
    public ISessionStore For(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (principal.Identity is not { IsAuthenticated: true })
            throw new ArgumentException("The principal is not authenticated. Authenticate it first, or make one with SessionGuard.CreatePrincipal.", nameof(principal));
        var name = NameOf(principal) ?? throw new ArgumentException("The principal has no name: neither a claim 'sub' or NameIdentifier, nor a name of its identity. Authenticate it first, or make one with SessionGuard.CreatePrincipal.", nameof(principal));
        return new GuardedSessionStore(this, principal, new SessionOwner(name).User!);
    }

    /// <summary>Returns the name of a principal, which is compared with the users of sessions: the claim <see cref="ClaimTypes.NameIdentifier"/> or <c>sub</c>, or else the name of its identity; null when it has none of them.</summary>
    /// <param name="principal">The principal.</param>
    public static string? NameOf(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var name = principal.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? principal.FindFirst("sub")?.Value ?? principal.Identity?.Name;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>Creates a principal for code that has no user, such as a background service or a tool of an operator.</summary>
    /// <param name="name">The name.</param>
    /// <param name="roles">The roles.</param>
    public static ClaimsPrincipal CreatePrincipal(string name, params IReadOnlyList<string> roles)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(roles);
        return new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name), .. roles.Select(role => new Claim(ClaimTypes.Role, role))], "Colloquy"));
    }
}
