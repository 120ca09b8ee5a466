using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Colloquy.Hosting;

/// <summary>Reads from a store. The session that it asks for does not exist, and none is created.</summary>
internal sealed class StoreHealthCheck(StoreRegistration registration, IServiceProvider services, TimeSpan timeout) : IHealthCheck
{
    private static readonly SessionKey s_asked = new("colloquy-health", app: "colloquy-health");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        try
        {
            // On a thread of its own, since a store may block before its first await.
            await Task.Run(() => ReadAsync(token), cancellationToken).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"The store {registration} answered in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms.");
        }
        catch (TimeoutException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store {registration} did not answer within {timeout.TotalSeconds:0.###} s.", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store {registration} cannot be read. {e.Message}", e);
        }
        finally
        {
            // Probes come often: a call that hangs is not left behind where the store can give it up.
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var store = registration.Name is null ? services.GetRequiredService<ISessionStore>() : services.GetRequiredKeyedService<ISessionStore>(registration.Name);
        await store.GetAsync(s_asked, cancellationToken).ConfigureAwait(false);
    }
}
