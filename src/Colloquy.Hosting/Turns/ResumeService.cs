using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Hosting;

/// <summary>Looks for interrupted turns when all services have started, and then at an interval, until the host stops.</summary>
internal sealed class ResumeService(TurnResumers resumers, IHostApplicationLifetime application, TimeProvider? time = null, ILoggerFactory? loggers = null) : IHostedLifecycleService
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = loggers?.CreateLogger<ResumeService>() ?? (ILogger)NullLogger.Instance;
    private Task _looking = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Here, so that a store that cannot be looked through keeps the host from starting.
        _ = resumers.All;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _looking = Task.WhenAll(resumers.All.Select(one => Task.Run(() => LookAsync(one.Key, one.Value), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _looking.WaitAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LookAsync(StoreRegistration store, TurnResumer resumer)
    {
        var stop = application.ApplicationStopping;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await resumer.ScanAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                TurnLog.LookFailed(_logger, e, store.ToString(), store.Resume!.Interval);
            }

            await Task.Delay(store.Resume!.Interval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
