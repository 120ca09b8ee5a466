using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Storage;

/// <summary>Configures Colloquy in an application's services.</summary>
/// <remarks>
/// The package of a store extends this interface with a method that registers its <see cref="ISessionStore"/>, named <c>Use…</c> after the store.
/// The interface is in this package so that a package of a store needs no other.
/// </remarks>
public interface IColloquyBuilder
{
    /// <summary>Gets the services of the application.</summary>
    IServiceCollection Services { get; }
}
