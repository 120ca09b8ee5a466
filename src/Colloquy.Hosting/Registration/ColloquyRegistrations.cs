using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>The stores and agents that an application has registered. All builders over the same services share it; what is opened and created belongs to each container.</summary>
internal sealed class ColloquyRegistrations
{
    private readonly List<StoreRegistration> _stores = [];
    private readonly List<string> _agents = [];

    private ColloquyRegistrations(IServiceCollection services) => Services = services;

    public IServiceCollection Services { get; }

    public IReadOnlyList<StoreRegistration> Stores => _stores;

    public IReadOnlyList<string> Agents => _agents;

    /// <summary>Finds the registrations among the services; the first call adds them.</summary>
    public static ColloquyRegistrations Of(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service is { IsKeyedService: false } && service.ServiceType == typeof(ColloquyRegistrations)) is { ImplementationInstance: ColloquyRegistrations known })
            return known;

        var registrations = new ColloquyRegistrations(services);
        services.AddOptions();
        services.AddSingleton(registrations);
        services.AddSingleton<SessionStores>();
        services.AddSingleton<AgentCatalog>();
        services.AddSingleton<AgentConfiguration>();
        services.AddSingleton<RequestedServices>();
        services.AddSingleton<IPostConfigureOptions<AgentOptions>>(provider => provider.GetRequiredService<AgentConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ColloquyStartup>());
        TurnServices.Add(services);

        // Agents are kept by the catalog. Transient, since a lock of the container around the catalog's own could block two threads that create agents.
        services.TryAddTransient(provider => provider.GetRequiredService<AgentCatalog>().Single());
        services.TryAddKeyedTransient(KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<AgentCatalog>().Get(key as string ?? $"{key}"));
        return registrations;
    }

    /// <summary>Adds a store that is still to be chosen, unless there is one of that name.</summary>
    public void AddStore(string? name)
    {
        if (_stores.Exists(store => store.Name == name))
            return;

        _stores.Add(new StoreRegistration(name));
        Services.TryAdd(StoreDescriptor(name));
    }

    /// <summary>Puts a store in front of the chosen one.</summary>
    public void WrapStore(string? name, string description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> wrap) =>
        _stores.First(store => store.Name == name).Wrap(description, wrap);

    /// <summary>Chooses a store. It replaces one that was chosen before, and one that the application registered itself.</summary>
    public void UseStore(string? name, string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open)
    {
        _stores.First(store => store.Name == name).Choose(description, open);
        Services.Replace(StoreDescriptor(name));
    }

    /// <summary>Adds a store to those from which the configuration chooses.</summary>
    public void AddChoice(string? name, StoreChoice choice)
    {
        AddStore(name);
        _stores.First(store => store.Name == name).AddChoice(choice);
        Services.Replace(StoreDescriptor(name));
    }

    /// <summary>Adds an agent.</summary>
    /// <exception cref="InvalidOperationException">There is an agent of that name.</exception>
    public void AddAgent(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException($"The agent '{name}' cannot have ':' in its name, since its configuration would be that of an agent '{name.Split(':')[0]}'. Use another character.", nameof(name));

        if (_agents.Find(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            throw new InvalidOperationException(known == name
                ? $"Two agents are named '{name}'. Give each a name of its own. To change an agent that is registered elsewhere, call services.Configure<AgentOptions>(\"{name}\", …)."
                : $"The agents '{known}' and '{name}' differ only in case, which configuration does not distinguish. Rename one.");
        }

        _agents.Add(name);
        Services.AddKeyedTransient(name, static (provider, key) => provider.GetRequiredService<AgentCatalog>().Get((string)key!));
    }

    private static ServiceDescriptor StoreDescriptor(string? name) => name is null
        ? ServiceDescriptor.Singleton<ISessionStore>(static provider => provider.GetRequiredService<SessionStores>().Get(null))
        : ServiceDescriptor.KeyedSingleton<ISessionStore>(name, static (provider, key) => provider.GetRequiredService<SessionStores>().Get((string)key!));
}
