using System.Diagnostics.CodeAnalysis;
using Colloquy.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds notifiers of approvals to an application.</summary>
public static class ApprovalColloquyBuilderExtensions
{
    /// <summary>Adds a notifier that receives the notifications of approvals in all stores of the application, while the host runs.</summary>
    /// <typeparam name="T">The notifier, a singleton.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options, which all notifiers share; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The method may be called for several notifiers. The stores need an <c>ISessionDirectory</c>; with a store that has none, the host does not start.</remarks>
    public static IColloquyBuilder AddApprovalNotifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IColloquyBuilder builder, Action<ApprovalNotifierOptions>? configure = null)
        where T : class, IApprovalNotifier
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IApprovalNotifier, T>());
        if (configure is not null)
            builder.Services.Configure(configure);
        return builder;
    }
}
