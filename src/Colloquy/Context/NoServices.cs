using Microsoft.Extensions.DependencyInjection;

namespace Colloquy;

/// <summary>The services of a run that was given none: it has no service, and says where they would come from when one is required.</summary>
internal sealed class NoServices : IKeyedServiceProvider, ISupportRequiredService
{
    public static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;

    public object? GetKeyedService(Type serviceType, object? serviceKey) => null;

    public object GetRequiredService(Type serviceType) => throw Missing(serviceType);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => throw Missing(serviceType);

    /// <summary>Returns the exception for a service that is required and not there.</summary>
    /// <param name="type">The service's type.</param>
    /// <param name="anyGiven">Whether the run was given services at all.</param>
    public static InvalidOperationException Missing(Type type, bool anyGiven = false) => new(anyGiven
        ? $"A tool or a context provider asks for the service {type}, and the run's services hold none of that type. Register it with the application's services; a run takes them from RunOptions.Services, or else from Agent.Services."
        : $"A tool or a context provider asks for the service {type}, and the run was given no services. Set Agent.Services or RunOptions.Services to the application's IServiceProvider.");
}
