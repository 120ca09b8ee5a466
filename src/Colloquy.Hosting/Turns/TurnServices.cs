using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Registers what runs, ends and resumes turns while a host runs.</summary>
internal static class TurnServices
{
    /// <summary>Adds the services. Hosted services stop in the opposite order: the one that waits for turns comes first, so that it stops last.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<TurnLifetime>();
        services.AddSingleton<TurnResumers>();
        services.AddSingleton(static provider => new BackgroundTurns(
            provider.GetRequiredService<TurnLifetime>(),
            provider.GetRequiredService<IOptions<BackgroundTurnOptions>>().Value,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>()?.CreateLogger<BackgroundTurns>() ?? (ILogger)NullLogger.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ShutdownService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ResumeService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ApprovalService>());
    }

    /// <summary>Returns a store, also one that the application registered itself.</summary>
    public static ISessionStore GetStore(this IServiceProvider services, StoreRegistration registration) =>
        registration.Name is null ? services.GetRequiredService<ISessionStore>() : services.GetRequiredKeyedService<ISessionStore>(registration.Name);
}
