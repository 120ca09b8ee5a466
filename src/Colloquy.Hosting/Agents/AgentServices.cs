using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting;

/// <summary>The application's services as the configuration of an agent sees them. A scoped service is refused, also where the container does not validate scopes: the agent would keep it for as long as the application runs.</summary>
internal sealed class AgentServices(IServiceProvider services, IServiceCollection registered, string agent) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IServiceProvider))
            return this;

        ThrowIfScoped(serviceType, key: null);
        return services.GetService(serviceType);
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey)
    {
        ThrowIfScoped(serviceType, serviceKey);
        return ((IKeyedServiceProvider)services).GetKeyedService(serviceType, serviceKey);
    }

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey)
    {
        ThrowIfScoped(serviceType, serviceKey);
        return ((IKeyedServiceProvider)services).GetRequiredKeyedService(serviceType, serviceKey);
    }

    private void ThrowIfScoped(Type type, object? key)
    {
        var generic = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;
        if (generic == typeof(IEnumerable<>))
            (type, generic) = (type.GenericTypeArguments[0], null);

        var service = registered.LastOrDefault(service => Equals(service.ServiceKey, key) && (service.ServiceType == type || service.ServiceType == generic));
        if (service?.Lifetime == ServiceLifetime.Scoped)
            throw new ColloquyConfigurationException($"The options of agent '{agent}' ask for the scoped service {type}, and an agent lives as long as the application. Take the service as a parameter of a tool that AddTool adds, since each run has a scope of its own, or register it as a singleton.");
    }
}
