using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Hosting;

/// <summary>Sweeps each store that asks for it, until the host stops.</summary>
internal sealed class RetentionService(ColloquyRegistrations registrations, IServiceProvider services, TimeProvider? time = null, ILoggerFactory? loggers = null) : BackgroundService
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = loggers?.CreateLogger<RetentionService>() ?? (ILogger)NullLogger.Instance;
    private List<(StoreRegistration Store, RetentionSweeper Sweeper)> _sweepers = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _sweepers = [.. registrations.Stores.Where(store => store.Retention is not null).Select(store => (store, Create(store)))];
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_sweepers.Select(one => RunAsync(one.Store, one.Sweeper, stoppingToken)));

    private async Task RunAsync(StoreRegistration store, RetentionSweeper sweeper, CancellationToken cancellationToken)
    {
        var interval = store.Retention!.Interval;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await sweeper.RunAsync(interval, swept => Report(store, swept), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The sweeper goes on by itself when a store fails. Whatever else a store or a model throws does not end it either.
                HostingLog.SweepFailed(_logger, e, store.ToString(), interval);
                await Task.Delay(interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private RetentionSweeper Create(StoreRegistration store)
    {
        var options = new RetentionSweeperOptions { TimeProvider = _time, LoggerFactory = loggers };
        store.Retention!.Configure?.Invoke(options, services);
        try
        {
            return new RetentionSweeper(services.GetStore(store), options);
        }
        catch (NotSupportedException e)
        {
            throw new ColloquyConfigurationException($"SweepRetention cannot sweep the store {store}. {e.Message}", e);
        }
    }

    /// <summary>Failures are logged by the sweeper itself.</summary>
    private void Report(StoreRegistration store, SweptSession swept)
    {
        if (swept.Outcome is SweepOutcome.Deleted or SweepOutcome.Pruned)
            HostingLog.Swept(_logger, store.ToString(), swept.Key, swept.Outcome);
    }
}
