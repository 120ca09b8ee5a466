using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Storage;

/// <summary>Configures Colloquy in an application's services.</summary>
/// <remarks>
/// The package <c>Colloquy.Hosting</c> implements the interface. The package of a store extends it with a method that calls <see cref="UseStore"/>, named <c>Use…</c> after the store.
/// The interface is in this package so that a package of a store needs no other.
/// </remarks>
public interface IColloquyBuilder
{
    /// <summary>Gets the services of the application.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the key of the store, for an application with several stores; null for the default store, which is registered without a key.</summary>
    string? Name { get; }

    /// <summary>Chooses the store. A second call replaces the first.</summary>
    /// <param name="description">The store for errors and logs, such as <c>SQLite file desk.db</c>. It contains no password.</param>
    /// <param name="open">Opens the store, when the host starts or when the store is first used. The container disposes of the store.</param>
    /// <returns>The builder.</returns>
    IColloquyBuilder UseStore(string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open);

    /// <summary>Puts a store in front of the chosen one, such as one that encrypts. The order of this call and the choice of the store does not matter; of several wrappers, the last is the outermost.</summary>
    /// <param name="description">The wrapper for errors and logs, such as <c>encryption</c>. It contains no password.</param>
    /// <param name="wrap">Opens the store in front of the one that it is given. The store that it returns disposes of that one; when it throws, it has disposed of it.</param>
    /// <returns>The builder.</returns>
    IColloquyBuilder WrapStore(string description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> wrap);
}
