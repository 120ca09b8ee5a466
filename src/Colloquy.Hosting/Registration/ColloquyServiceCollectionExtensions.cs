using Colloquy.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Colloquy to the services of an application.</summary>
public static class ColloquyServiceCollectionExtensions
{
    /// <summary>Adds Colloquy to the services, and returns the builder that registers its store and its agents.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The key of the store, for an application with several stores; null for the default store, which is registered without a key.</param>
    /// <returns>The builder. Its <c>Use…</c> methods choose the store; its <c>Add…</c> methods may be repeated.</returns>
    /// <remarks>
    /// The method may be called several times, for example by the modules of an application: each call with the same name returns a builder over the same registrations.
    /// When the host starts, all stores are opened and all agents are created, before other hosted services start. The host does not start when one fails, or when a service, a tool or an endpoint asks for an agent or a store that is not registered: see <see cref="ColloquyConfigurationException"/>.
    /// </remarks>
    public static IColloquyBuilder AddColloquy(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (name is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(name);

        var registrations = ColloquyRegistrations.Of(services);
        registrations.AddStore(name);
        return new ColloquyBuilder(registrations, name);
    }
}
