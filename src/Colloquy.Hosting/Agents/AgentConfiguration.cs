using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>Applies the configuration section of an agent to its options, after all code. Operators change instructions, limits and the model without a build.</summary>
internal sealed class AgentConfiguration(ColloquyRegistrations registrations, IConfiguration? configuration = null) : IPostConfigureOptions<AgentOptions>
{
    private const string Root = "Colloquy";
    private const string Agents = "Colloquy:Agents";

    private static readonly string[] s_keys = [.. typeof(AgentSettings).GetProperties().Select(property => property.Name)];
    private static readonly string[] s_limits = [.. typeof(RunLimits).GetProperties().Select(property => property.Name)];

    private readonly ConcurrentDictionary<string, bool> _ignored = new(StringComparer.Ordinal);

    /// <summary>Returns what configuration says to no effect, as sentences. It is no error, since several applications may share one configuration.</summary>
    public IReadOnlyList<string> GetWarnings()
    {
        var unknown =
            from section in configuration?.GetSection(Agents).GetChildren() ?? []
            where !registrations.Agents.Contains(section.Key, StringComparer.OrdinalIgnoreCase)
            select $"The configuration section '{section.Path}' names no agent of this application, and is ignored. {Known(registrations.Agents)}";
        var misspelt =
            from section in configuration?.GetSection(Root).GetChildren() ?? []
            where !string.Equals(section.Path, Agents, StringComparison.OrdinalIgnoreCase) && !string.Equals(section.Path, "Colloquy:Stores", StringComparison.OrdinalIgnoreCase)
            from child in section.GetChildren()
            where string.Equals(section.Key, "Agent", StringComparison.OrdinalIgnoreCase) || registrations.Agents.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
            select $"The configuration section '{child.Path}' is ignored. The settings of agent '{child.Key}' are in '{Agents}:{child.Key}'.";
        return [.. unknown, .. misspelt, .. _ignored.Keys, .. GetUnusedOptions()];
    }

    /// <summary>Returns the calls of Configure and PostConfigure whose name is that of no agent. Null is the name of ConfigureAll.</summary>
    private IEnumerable<string> GetUnusedOptions()
    {
        foreach (var service in registrations.Services.Where(service => !service.IsKeyedService))
        {
            var (method, name) = service.ImplementationInstance switch
            {
                ConfigureNamedOptions<AgentOptions> configure => ("Configure", configure.Name),
                PostConfigureOptions<AgentOptions> configure => ("PostConfigure", configure.Name),
                _ => ("", null),
            };
            if (name is not null && !registrations.Agents.Contains(name, StringComparer.Ordinal))
                yield return $"services.{method}<AgentOptions>({(name.Length == 0 ? "" : $"\"{name}\", ")}…) names no agent of this application, and is ignored. {Known(registrations.Agents)}";
        }
    }

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

        if (settings.Model is { Length: > 0 } && options.ChatClient is not null)
            _ignored.TryAdd($"The configuration key '{section.Path}:{nameof(AgentSettings.Model)}' is ignored: the code sets {nameof(AgentOptions.ChatClient)}, which is used.", true);
        if (settings.Instructions is not null && options.InstructionsFactory is not null)
            _ignored.TryAdd($"The configuration key '{section.Path}:{nameof(AgentSettings.Instructions)}' is ignored: the code sets {nameof(AgentOptions.InstructionsFactory)}, which is used.", true);

        options.Model = settings.Model is { Length: > 0 } model ? model : options.Model;
        options.Instructions = settings.Instructions ?? options.Instructions;
        options.Limits = settings.Limits;
        options.ApprovalExpiry = settings.ApprovalExpiry ?? options.ApprovalExpiry;
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
