using Colloquy.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Enforces retention policies while an application runs.</summary>
public static class RetentionColloquyBuilderExtensions
{
    /// <summary>Deletes sessions that have expired, and prunes those that have become long, when the application has started and then at an interval.</summary>
    /// <param name="builder">The builder of the store.</param>
    /// <param name="interval">The time from the end of one sweep to the beginning of the next, more than zero, at most 24 days.</param>
    /// <param name="configure">Sets the options of the sweeper, such as the model for strategies that need one; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Only sessions with a policy are swept. A sweep that fails is logged, and the next one tries again. Several processes may sweep one store at the same time. A second call replaces the first.</remarks>
    public static IColloquyBuilder SweepRetention(this IColloquyBuilder builder, TimeSpan interval, Action<RetentionSweeperOptions, IServiceProvider>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(24));

        var registrations = ColloquyRegistrations.Of(builder.Services);
        registrations.AddStore(builder.Name);
        registrations.Stores.First(store => store.Name == builder.Name).Retention = new RetentionSchedule(interval, configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetentionService>());
        return builder;
    }
}
