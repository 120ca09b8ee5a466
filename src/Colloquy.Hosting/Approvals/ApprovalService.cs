using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Watches the approvals of all stores, for the notifiers and for turns whose approvals expire. Without either it does nothing.</summary>
internal sealed class ApprovalService(
    ColloquyRegistrations registrations,
    IServiceProvider services,
    TurnResumers resumers,
    TurnLifetime turns,
    IEnumerable<IApprovalNotifier> notifiers,
    IOptions<ApprovalNotifierOptions> options,
    IHostApplicationLifetime application,
    TimeProvider? time = null,
    ILoggerFactory? loggers = null) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers?.CreateLogger<ApprovalService>() ?? (ILogger)NullLogger.Instance;
    private List<NotifierQueue> _queues = [];
    private List<ApprovalWatch> _watches = [];
    private Task _watching = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _queues = [.. notifiers.Select(notifier => new NotifierQueue(notifier, _logger))];
        _watches = [.. registrations.Stores.Where(store => _queues.Count > 0 || store.Resume is not null).Select(Create)];
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        turns.Waited += Wake;
        var stop = application.ApplicationStopping;
        _watching = Task.WhenAll([.. _watches.Select(watch => Task.Run(() => watch.RunAsync(stop), CancellationToken.None)), .. _queues.Select(queue => queue.RunAsync(stop))]);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        turns.Waited -= Wake;
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes each watch look at a session, because a session does not say which store it is in.</summary>
    private void Wake(Session session)
    {
        foreach (var watch in _watches)
            watch.Wake(session.Key);
    }

    private void Tell(ApprovalNotification notification)
    {
        foreach (var queue in _queues)
            queue.Add(notification);
    }

    private ApprovalWatch Create(StoreRegistration registration)
    {
        var store = services.GetStore(registration);
        var directory = store.GetService<ISessionDirectory>() ?? throw new ColloquyConfigurationException(
            $"AddApprovalNotifier cannot watch the store {registration}, which does not list the sessions of all owners (ISessionDirectory). Use a store that does, or notify people where the agent runs.");
        return new ApprovalWatch(store, directory, registration, resumers.All.GetValueOrDefault(registration), Tell, options.Value.Interval, time ?? TimeProvider.System, _logger);
    }
}
