using Colloquy.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets how turns end when an application stops.</summary>
public static class ShutdownColloquyBuilderExtensions
{
    /// <summary>Sets the time that running turns have to end when the application stops. After it they are left without an end, for <c>ResumeInterruptedTurns</c> or <c>Agent.ResumeAsync</c> in another process.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="grace">The time, zero up to 24 days. Together with <c>RunLimits.Grace</c> it should be less than <c>HostOptions.ShutdownTimeout</c>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The time is the same for all stores and agents of the application. Without a call it is 20 seconds.</remarks>
    public static IColloquyBuilder UseShutdownGrace(this IColloquyBuilder builder, TimeSpan grace)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var checkedNow = new ShutdownOptions { Grace = grace };
        builder.Services.Configure<ShutdownOptions>(options => options.Grace = checkedNow.Grace);
        return builder;
    }
}
