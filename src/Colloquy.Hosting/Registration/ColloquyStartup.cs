using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Hosting;

/// <summary>Opens all stores and creates all agents before other hosted services start, so that what is wrong is said at start and at once.</summary>
internal sealed class ColloquyStartup(ColloquyRegistrations registrations, SessionStores stores, AgentCatalog agents, AgentConfiguration configuration, RequestedServices requested, IServiceProvider services, ILoggerFactory? loggers = null) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        List<ColloquyConfigurationException> found = [];
        List<string> warnings = [];
        foreach (var store in registrations.Stores)
        {
            if (store.GetWarning(services.GetService<IConfiguration>()) is { } warning)
                warnings.Add(warning);
            try
            {
                await OpenAsync(store, cancellationToken).ConfigureAwait(false);
            }
            catch (ColloquyConfigurationException problem)
            {
                found.Add(problem);
            }
        }

        foreach (var agent in registrations.Agents)
        {
            try
            {
                warnings.AddRange(ApprovalTargets.GetWarnings(agents.Get(agent)));
                found.AddRange(ToProblems(requested.FindInTools(agent)));
            }
            catch (ColloquyConfigurationException problem)
            {
                found.Add(problem);
            }
        }

        found.AddRange(ToProblems(requested.FindInServices()));
        foreach (var ignored in configuration.GetWarnings().Concat(warnings))
            HostingLog.ConfigurationIgnored(loggers?.CreateLogger<ColloquyStartup>() ?? (ILogger)NullLogger.Instance, ignored);
        ColloquyConfigurationException.ThrowIfAny(found);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Looks through the endpoints, which exist when the web server has started. What is wrong with them stops the host again.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        ColloquyConfigurationException.ThrowIfAny([.. ToProblems(requested.FindInEndpoints())]);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<ColloquyConfigurationException> ToProblems(IEnumerable<string> problems) => problems.Distinct().Select(problem => new ColloquyConfigurationException(problem));

    private async Task OpenAsync(StoreRegistration store, CancellationToken cancellationToken)
    {
        // A store that the application registered itself has no registration to open here.
        if (store.Open is not null)
            await stores.OpenAsync(store.Name, cancellationToken).ConfigureAwait(false);

        // From here on the container owns it, and disposes of it.
        _ = services.GetStore(store);
    }
}
