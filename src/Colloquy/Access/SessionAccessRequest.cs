using System.Security.Claims;

namespace Colloquy;

/// <summary>Represents what a principal wants to do, which <see cref="ISessionAccess"/> decides.</summary>
/// <param name="Principal">The principal.</param>
/// <param name="Action">What the principal wants to do.</param>
/// <param name="Owner">Whose sessions, state or memories; null when the call spans owners.</param>
/// <param name="Session">The session; null when the call is about the owner, or spans owners.</param>
public sealed record SessionAccessRequest(ClaimsPrincipal Principal, SessionAction Action, SessionOwner? Owner, SessionKey? Session);
