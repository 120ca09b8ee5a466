using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Gives running turns a time to end when the host stops, has the rest left for another process, and keeps the host from disposing of the store before.</summary>
/// <remarks>It is among the first services that are registered, so it is among the last that stop: what takes requests has stopped before.</remarks>
internal sealed class ShutdownService(TurnLifetime turns, IHostApplicationLifetime application, IOptions<ShutdownOptions> options, TimeProvider? time = null, ILoggerFactory? loggers = null) : IHostedService, IDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = loggers?.CreateLogger<ShutdownService>() ?? (ILogger)NullLogger.Instance;
    private readonly CancellationTokenSource _drained = new();
    private CancellationTokenRegistration _stopping;
    private Task? _ending;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = application.ApplicationStopping.Register(() => _ending = EndAsync());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Nothing takes requests any more: what does not run now will not begin.
        _ = CancelWhenIdleAsync();
        await (_ending ??= EndAsync()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await turns.SuspendAsync().ConfigureAwait(false);
        await turns.WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turns.Running is > 0 and var left)
            TurnLog.StoppedWithoutTurns(_logger, left);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }

    private async Task EndAsync()
    {
        var grace = options.Value.Grace;
        if (turns.Running is > 0 and var running)
            TurnLog.Stopping(_logger, running, grace);
        await Task.Delay(grace, _time, _drained.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turns.Running is > 0 and var left)
            TurnLog.Suspending(_logger, left);
        await turns.SuspendAsync().ConfigureAwait(false);
    }

    private async Task CancelWhenIdleAsync()
    {
        await turns.WhenIdleAsync().ConfigureAwait(false);
        try
        {
            await _drained.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The host did not wait for it.
        }
    }
}
