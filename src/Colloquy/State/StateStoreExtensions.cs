namespace Colloquy;

/// <summary>State without a session.</summary>
public static class StateStoreExtensions
{
    /// <summary>Returns the state of a user, which all the user's sessions see in <see cref="Scope.User"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <param name="user">The user, 1 to 256 bytes.</param>
    /// <param name="options">How large it may become; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps none.</exception>
    /// <exception cref="InvalidKeyException">A name breaks the rules for names.</exception>
    public static StandaloneState State(this ISessionStore store, string app, string user, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(user);
        return new StandaloneState(new OwnerStateStore(ScopeResolver.PortOf(store, Scope.User), new StateOwner(app, user), options?.Copy() ?? new StateOptions()));
    }

    /// <summary>Returns the state of an application, which all its sessions see in <see cref="Scope.App"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <param name="options">How large it may become; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps none.</exception>
    /// <exception cref="InvalidKeyException">The name breaks the rules for names.</exception>
    public static StandaloneState State(this ISessionStore store, string app, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new StandaloneState(new OwnerStateStore(ScopeResolver.PortOf(store, Scope.App), new StateOwner(app), options?.Copy() ?? new StateOptions()));
    }
}
