namespace Colloquy;

/// <content>State without a session.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Returns the state of an owner: a user's, which all the user's sessions see in <see cref="Scope.User"/>, or, without a user, the application's, which all its sessions see in <see cref="Scope.App"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="options">How large it may become; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps none.</exception>
    public static StandaloneState GetState(this ISessionStore store, SessionOwner owner, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        return new StandaloneState(new OwnerStateStore(ScopeResolver.PortOf(store, owner.User is null ? Scope.App : Scope.User), owner, options?.Copy() ?? new StateOptions()));
    }
}
