namespace Colloquy;

/// <content>State without a session.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Returns the state of an owner: that of a user, which all sessions of the user see in <see cref="Scope.User"/>, or, for an owner without a user, that of the application, which all its sessions see in <see cref="Scope.App"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="options">The options for writing; null for the defaults.</param>
    /// <remarks>For a user who may be absent, such as a visitor who is not signed in, use <see cref="Session.State"/> with <see cref="Scope.User"/>, which is refused without a user. Here such an owner is the application, whose state all its users share.</remarks>
    /// <exception cref="NotSupportedException">The store does not support state of users and apps.</exception>
    public static StandaloneState GetState(this ISessionStore store, SessionOwner owner, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        return new StandaloneState(new OwnerStateStore(ScopeResolver.PortOf(store, owner.User is null ? Scope.App : Scope.User), owner, options?.Copy() ?? new StateOptions()));
    }
}
