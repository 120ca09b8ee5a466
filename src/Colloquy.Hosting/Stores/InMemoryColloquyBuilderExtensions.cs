using Colloquy;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store in memory for an application.</summary>
public static class InMemoryColloquyBuilderExtensions
{
    /// <summary>Stores sessions in the memory of the process, for tests and first steps. They end with the process.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="limits">The limits of the size of each session; null for none.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The clock of the store is the <see cref="TimeProvider"/> of the container when there is one; otherwise, the system's clock.</remarks>
    public static IColloquyBuilder UseInMemory(this IColloquyBuilder builder, SessionLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseStore("in memory", (services, _) => new(new InMemorySessionStore(services.GetService<TimeProvider>(), limits)));
    }
}
