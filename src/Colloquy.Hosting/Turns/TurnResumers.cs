using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Hosting;

/// <summary>The resumers of the stores for which resuming is on.</summary>
internal sealed class TurnResumers(ColloquyRegistrations registrations, IServiceProvider services, AgentCatalog agents, TurnLifetime lifetime, TimeProvider? time = null, ILoggerFactory? loggers = null) : IDisposable
{
    private readonly Lock _gate = new();
    private Dictionary<StoreRegistration, TurnResumer>? _resumers;

    /// <summary>Gets those of all stores.</summary>
    /// <exception cref="ColloquyConfigurationException">A store cannot list the sessions of all owners.</exception>
    public IReadOnlyDictionary<StoreRegistration, TurnResumer> All
    {
        get
        {
            lock (_gate)
                return _resumers ??= registrations.Stores.Where(store => store.Resume is not null).ToDictionary(store => store, Create);
        }
    }

    public void Dispose()
    {
        if (_resumers is null)
            return;

        foreach (var resumer in _resumers.Values)
            resumer.Dispose();
    }

    private TurnResumer Create(StoreRegistration registration)
    {
        var store = services.GetStore(registration);
        var directory = store.GetService<ISessionDirectory>() ?? throw new ColloquyConfigurationException(
            $"ResumeInterruptedTurns cannot look for turns in the store {registration}, which does not list the sessions of all owners (ISessionDirectory). Use a store that does, or call Agent.ResumeAsync yourself.");
        return new TurnResumer(store, directory, registration, agents, lifetime, time ?? TimeProvider.System, loggers?.CreateLogger<TurnResumer>() ?? (ILogger)NullLogger.Instance, loggers);
    }
}
