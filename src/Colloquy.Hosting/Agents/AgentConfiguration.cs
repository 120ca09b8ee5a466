using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Applies the configuration section of an agent to its options, after all code. Operators change instructions, limits and the model without a build.</summary>
internal sealed class AgentConfiguration(ColloquyRegistrations registrations, IConfiguration? configuration = null) : IPostConfigureOptions<AgentOptions>
{
    private const string Agents = "Colloquy:Agents";

    private static readonly string[] s_keys = [.. typeof(AgentSettings).GetProperties().Select(property => property.Name)];
    private static readonly string[] s_limits = [.. typeof(RunLimits).GetProperties().Select(property => property.Name)];

    /// <summary>Gets what configuration says to no effect, as sentences. It is no error, since several applications may share one configuration.</summary>
    public IEnumerable<string> Warnings =>
        from section in configuration?.GetSection(Agents).GetChildren() ?? []
        where !registrations.Agents.Contains(section.Key, StringComparer.OrdinalIgnoreCase)
        select $"The configuration section '{section.Path}' names no agent of this application, and is ignored. {Known(registrations.Agents)}";

    public void PostConfigure(string? name, AgentOptions options)
    {
        if (name is null || configuration?.GetSection($"{Agents}:{name}") is not { } section || !section.Exists())
            return;

        EnsureKnown(section, s_keys, $"an agent's keys are {string.Join(", ", s_keys)}");
        EnsureKnown(section.GetSection(nameof(AgentSettings.Limits)), s_limits, $"the limits are {string.Join(", ", s_limits)}");
        var settings = new AgentSettings { Limits = AgentSettings.Copy(options.Limits) };
        try
        {
            section.Bind(settings);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new ColloquyConfigurationException($"The configuration section '{section.Path}' has a value that cannot be used. {e.Message}", e);
        }

        options.Model = settings.Model is { Length: > 0 } model ? model : options.Model;
        options.Instructions = settings.Instructions ?? options.Instructions;
        options.Limits = settings.Limits;
        options.Durability = settings.Durability ?? options.Durability;
        options.ParallelTools = settings.ParallelTools ?? options.ParallelTools;
        options.IncludeDetailedErrors = settings.IncludeDetailedErrors ?? options.IncludeDetailedErrors;
    }

    /// <summary>Returns a sentence with the names of the agents, for errors.</summary>
    public static string Known(IReadOnlyList<string> agents) => agents.Count switch
    {
        0 => "No agent is registered: call AddColloquy().AddAgent(name, …).",
        1 => $"The only agent is '{agents[0]}'.",
        _ => $"The agents are {string.Join(", ", agents.Select(agent => $"'{agent}'"))}.",
    };

    private static void EnsureKnown(IConfigurationSection section, string[] known, string help)
    {
        if (section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new ColloquyConfigurationException($"The configuration key '{unknown.Path}' is unknown: {help}. Correct the key, or set the option in code.");
    }
}
