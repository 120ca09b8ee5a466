using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Looks for parameters that ask for an agent or a store which is not registered. Without it, they fail at the first request or the first call of a tool.</summary>
internal sealed class RequestedServices(ColloquyRegistrations registrations, IServiceProvider services)
{
    private const string Kept = "Constructors that the container or ASP.NET Core calls are kept for it. One that is trimmed is not checked.";

    /// <summary>Returns the problems of the classes that are registered as services.</summary>
    public IEnumerable<string> FindInServices() =>
        registrations.Services.SelectMany(service => (service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType) is { } type ? FindInConstructors(type) : []);

    /// <summary>Returns the problems of the methods that an agent has as tools. The agent's options must be valid.</summary>
    public IEnumerable<string> FindInTools(string agent) =>
        from tool in services.GetRequiredService<IOptionsMonitor<AgentOptions>>().Get(agent).Methods
        from parameter in tool.Method.Method.GetParameters()
        where parameter.IsDefined(typeof(FromKeyedServicesAttribute))
        let problem = Find(parameter, $"the tool '{tool.Name ?? tool.Method.Method.Name}' of agent '{agent}'")
        where problem is not null
        select problem;

    /// <summary>Returns the problems of the endpoints of an application of ASP.NET Core: of their methods, and of the classes that they are methods of. There are none before the web server has started.</summary>
    public IEnumerable<string> FindInEndpoints() => WebEndpoint.ListAll(services).SelectMany(Find);

    private IEnumerable<string> Find(WebEndpoint endpoint)
    {
        var ofMethods = endpoint.Methods.Count > 0
            ? endpoint.Methods.SelectMany(method => method.GetParameters()).SelectMany(Expand).Select(parameter => Find(parameter, $"the endpoint '{endpoint.Name}'"))
            : endpoint.ListMethodsOfTypes().SelectMany(method => method.GetParameters().Where(IsKeyed).Select(parameter => Find(parameter, $"the method {method.DeclaringType}.{method.Name}")));
        return ofMethods.OfType<string>().Concat(endpoint.Types.SelectMany(FindInConstructors));
    }

    /// <summary>Returns what is wrong with a class, unless it has a constructor with which nothing is wrong.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
    private IEnumerable<string> FindInConstructors(Type type)
    {
        List<string>? found = null;
        foreach (var constructor in type.GetConstructors())
        {
            List<string> problems = [.. constructor.GetParameters().Select(parameter => Find(parameter, $"the constructor of {type}")).OfType<string>()];
            if (problems.Count == 0)
                return [];
            found ??= problems;
        }

        return found ?? [];
    }

    /// <summary>Returns a parameter, or those of the constructor of its type where ASP.NET Core fills in that type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
    private static IEnumerable<ParameterInfo> Expand(ParameterInfo parameter) =>
        parameter.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "AsParametersAttribute")
            ? parameter.ParameterType.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            : [parameter];

    private static bool IsKeyed(ParameterInfo parameter) => parameter.IsDefined(typeof(FromKeyedServicesAttribute));

    private string? Find(ParameterInfo parameter, string member)
    {
        var type = parameter.ParameterType;
        if (type != typeof(Agent) && type != typeof(ISessionStore))
            return null;

        // A key that is inherited is that of the service whose constructor it is.
        var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>();
        if (keyed?.LookupMode == ServiceKeyLookupMode.InheritKey)
            return null;

        var problem = type == typeof(Agent) ? FindAgent(keyed?.Key) : FindStore(keyed?.Key);
        return problem is null ? null : $"The parameter '{parameter.Name}' of {member} cannot be resolved. {problem}";
    }

    private string? FindAgent(object? key)
    {
        if (key is null ? registrations.Agents.Count == 1 : registrations.Services.Any(service => service.IsKeyedService && service.ServiceType == typeof(Agent) && service.ServiceKey!.Equals(key)))
            return null;

        // The container may have agents that are not in the collection of services.
        using var scope = services.CreateScope();
        try
        {
            _ = key is null ? scope.ServiceProvider.GetService<Agent>() : scope.ServiceProvider.GetKeyedService<Agent>(key);
            return null;
        }
        catch (ColloquyConfigurationException e)
        {
            return e.Message;
        }
        catch (Exception)
        {
            // An agent of the application's own, which may need a request.
            return null;
        }
    }

    private string? FindStore(object? key)
    {
        if (key is null || services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(ISessionStore), key) != false)
            return null;

        var known = string.Join(", ", registrations.Stores.Select(store => store.Name).OfType<string>().Select(name => $"'{name}'"));
        return $"No store has the key '{key}'. {(known.Length == 0 ? "No store has a key." : $"The keys are {known}.")} Correct the key, or register the store with AddColloquy(\"{key}\").";
    }
}
