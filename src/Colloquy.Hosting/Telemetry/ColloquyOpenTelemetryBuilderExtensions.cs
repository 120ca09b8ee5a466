using Colloquy;
using OpenTelemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Colloquy's traces and metrics to those of an application.</summary>
public static class ColloquyOpenTelemetryBuilderExtensions
{
    /// <summary>Adds Colloquy's spans and metrics, and the spans of ASP.NET Core's requests, without which the spans of runs within requests would be missing.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder that <c>services.AddOpenTelemetry()</c> returns.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// ASP.NET Core starts an activity for each request, also one that is not recorded. The default sampler of OpenTelemetry records a span only if its parent is recorded, so the source <c>Microsoft.AspNetCore</c> is added.
    /// The method sets no sampler: when the application samples a part of its requests, the spans of the others are not recorded.
    /// </remarks>
    public static TBuilder AddColloquy<TBuilder>(this TBuilder builder)
        where TBuilder : IOpenTelemetryBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.WithTracing(static tracing => tracing.AddSource(ColloquyTelemetry.ActivitySourceName).AddSource("Microsoft.AspNetCore"));
        builder.WithMetrics(static metrics => metrics.AddMeter(ColloquyTelemetry.MeterName));
        return builder;
    }
}
