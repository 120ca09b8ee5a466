using Colloquy.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Resumes turns that other processes left.</summary>
public static class ResumeColloquyBuilderExtensions
{
    /// <summary>Resumes turns whose process died or stopped, when the application has started and then at an interval. Approvals that have expired are recorded as refused, and their turns are resumed too.</summary>
    /// <param name="builder">The builder of the store.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// A turn is resumed with the registered agent that began it, or with one that can hand the conversation over to that agent. A turn of an agent that is not registered is left alone, with a warning.
    /// Several processes may do this on one store: the lease of the session decides which one goes on, and the others find the turn ended. A turn that fails is recorded as failed, and not tried again.
    /// The store needs an <c>ISessionDirectory</c>; without one, the host does not start. A second call replaces the options of the first.
    /// </remarks>
    public static IColloquyBuilder ResumeInterruptedTurns(this IColloquyBuilder builder, Action<ResumeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ResumeOptions();
        configure?.Invoke(options);

        var registrations = ColloquyRegistrations.Of(builder.Services);
        registrations.AddStore(builder.Name);
        registrations.Stores.First(store => store.Name == builder.Name).Resume = options;
        return builder;
    }
}
