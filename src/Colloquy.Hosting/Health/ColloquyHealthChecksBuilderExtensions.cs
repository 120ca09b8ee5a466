using Colloquy.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Colloquy's stores to the health checks of an application.</summary>
public static class ColloquyHealthChecksBuilderExtensions
{
    /// <summary>Adds a health check for each store that <c>AddColloquy</c> registers: it reads from the store.</summary>
    /// <param name="builder">The builder of health checks.</param>
    /// <param name="name">The name of the check of the default store. The check of another store has its key at the end: <c>colloquy-archive</c>.</param>
    /// <param name="failureStatus">The status when a store does not answer; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the checks; null for none.</param>
    /// <param name="timeout">The time after which a store that has not answered fails its check, more than zero; null for 5 seconds.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The order of this call and of <c>AddColloquy</c> does not matter. A store that hangs does not hang the check.</remarks>
    public static IHealthChecksBuilder AddColloquy(this IHealthChecksBuilder builder, string name = "colloquy", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var patience = timeout ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero, nameof(timeout));

        string[] tagged = [.. tags ?? []];
        builder.Services.AddSingleton<IConfigureOptions<HealthCheckServiceOptions>>(services => new ConfigureOptions<HealthCheckServiceOptions>(options => AddAll(options, services)));
        return builder;

        void AddAll(HealthCheckServiceOptions options, IServiceProvider services)
        {
            var registrations = services.GetService<ColloquyRegistrations>() ?? throw new ColloquyConfigurationException("AddHealthChecks().AddColloquy() finds no store. Call services.AddColloquy() and choose a store.");
            foreach (var store in registrations.Stores)
            {
                var check = store.Name is null ? name : $"{name}-{store.Name}";

                // Two modules of an application may both add the checks.
                if (!options.Registrations.Any(known => known.Name == check))
                    options.Registrations.Add(new HealthCheckRegistration(check, found => new StoreHealthCheck(store, found, patience), failureStatus, tagged));
            }
        }
    }
}
