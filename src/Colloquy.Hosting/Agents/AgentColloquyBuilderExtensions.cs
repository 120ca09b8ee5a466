using Colloquy.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers agents by name.</summary>
public static class AgentColloquyBuilderExtensions
{
    /// <summary>Registers an agent. It is a service whose key is its name: <c>[FromKeyedServices("support")] Agent agent</c>. An application's only agent is also registered without a key.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the agent, which its entries in the log have. It is unique in the application, without regard to case, and does not contain <c>:</c>.</param>
    /// <param name="configure">Sets the options; null to set them in the configuration section <c>Colloquy:Agents:NAME</c> only.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The agent lives as long as the application and runs on sessions of any store. It is created when the host starts. Tools get the services of a scope that each run has of its own.</remarks>
    /// <exception cref="InvalidOperationException">An agent of that name is registered already.</exception>
    public static IColloquyBuilder AddAgent(this IColloquyBuilder builder, string name, Action<AgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ColloquyRegistrations.Of(builder.Services).AddAgent(name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        return builder;
    }

    /// <summary>Registers an agent whose options need services, such as a context provider from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the agent, which its entries in the log have. It is unique in the application, without regard to case, and does not contain <c>:</c>.</param>
    /// <param name="configure">Sets the options. The services are those of the application: a scoped service is refused, and is to be taken as a parameter of a tool (<see cref="AgentOptions.AddTool"/>).</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">An agent of that name is registered already.</exception>
    public static IColloquyBuilder AddAgent(this IColloquyBuilder builder, string name, Action<AgentOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ColloquyRegistrations.Of(builder.Services).AddAgent(name);
        builder.Services.AddSingleton<IConfigureOptions<AgentOptions>>(services => new ConfigureNamedOptions<AgentOptions>(name, options => configure(options, new AgentServices(services, builder.Services, name))));
        return builder;
    }
}
