using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Colloquy.Hosting;

/// <summary>The agents of one container by name, each created once.</summary>
internal sealed class AgentCatalog(ColloquyRegistrations registrations, IOptionsMonitor<AgentOptions> options, TurnLifetime lifetime, IServiceProvider services)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);
    private readonly Stack<string> _creating = [];

    /// <summary>Gets the names of all agents, in the order in which they were registered.</summary>
    public IReadOnlyList<string> Names => registrations.Agents;

    /// <summary>Returns an agent; null when none is registered under the name.</summary>
    public Agent? Find(string name) => registrations.Agents.Contains(name, StringComparer.Ordinal) ? Get(name) : null;

    /// <summary>Returns an agent, and throws when none is registered under the name.</summary>
    public Agent Get(string name)
    {
        lock (_lock)
        {
            if (_agents.TryGetValue(name, out var known))
                return known;
            if (!registrations.Agents.Contains(name, StringComparer.Ordinal))
                throw new ColloquyConfigurationException($"No agent is named '{name}'. {AgentConfiguration.Known(registrations.Agents)}");

            // Agents that hand over to each other exist together or not at all.
            string[] before = [.. _agents.Keys];
            try
            {
                return Create(name);
            }
            catch
            {
                foreach (var created in _agents.Keys.Except(before).ToList())
                    _agents.Remove(created);
                throw;
            }
        }
    }

    /// <summary>Returns the only agent, and throws when there are none or several.</summary>
    public Agent Single() => registrations.Agents is [var only]
        ? Get(only)
        : throw new ColloquyConfigurationException($"The service Agent without a key is an application's only agent. {AgentConfiguration.Known(registrations.Agents)}{(registrations.Agents.Count > 1 ? $" Ask for one by its key: [FromKeyedServices(\"{registrations.Agents[0]}\")]." : "")}");

    private Agent Create(string name)
    {
        if (_creating.Contains(name))
            throw new ColloquyConfigurationException($"The options of the agents {string.Join(", ", _creating.Reverse().Select(agent => $"'{agent}'"))} ask for each other. Let one hand over to the other with HandOffTo, which may go in both directions.");

        _creating.Push(name);
        try
        {
            var own = options.Get(name);
            var agents = new AgentServices(services, registrations.Services, name);
            List<Handoff> handoffs = [];
            var agent = new Agent(AgentClient.Find(name, own, agents))
            {
                Name = name,
                Instructions = own.Instructions,
                InstructionsFactory = own.InstructionsFactory,
                Tools = [.. own.Tools, .. own.Methods.Select(tool => Create(tool, name))],
                Approvals = [.. own.Approvals],
                ApprovalExpiry = own.ApprovalExpiry,
                ContextProviders = [.. own.ContextProviders],
                Middleware = [.. own.Middleware],
                UsageLimits = [.. own.UsageLimits],
                Handoffs = handoffs,
                Limits = own.Limits,
                Window = own.Window ?? WindowPipeline.Default,
                ChatOptions = own.ChatOptions,
                Prices = own.Prices ?? PriceTable.Default,
                Durability = own.Durability,
                ParallelTools = own.ParallelTools,
                IncludeDetailedErrors = own.IncludeDetailedErrors,
                Services = services,
                SuspendToken = lifetime.SuspendToken,
                Observer = lifetime,
            };
            _agents.Add(name, agent);
            handoffs.AddRange(own.HandoffTargets.Select(target => Create(target, name)));
            EnsureDistinct(agent);
            ApprovalTargets.Ensure(agent);
            return agent;
        }
        catch (Exception e) when (e is not ColloquyConfigurationException)
        {
            throw new ColloquyConfigurationException($"Agent '{name}' cannot be created. {e.Message}", e);
        }
        finally
        {
            _creating.Pop();
        }
    }

    private AIFunction Create(ToolMethod method, string agent)
    {
        var tool = AgentTool.Create(method.Method, method.Name, method.Description, method.Idempotent, method.Json, services.GetService<IServiceProviderIsService>());
        ToolParameters.Ensure(agent, tool, method);
        return tool;
    }

    private Handoff Create(HandoffTarget target, string from)
    {
        if (target.Agent == from)
            throw new ColloquyConfigurationException($"Agent '{from}' hands over to itself. Remove HandOffTo(\"{from}\"), or name another agent.");
        if (!registrations.Agents.Contains(target.Agent, StringComparer.Ordinal))
            throw new ColloquyConfigurationException($"Agent '{from}' hands over to '{target.Agent}', which is not registered. {AgentConfiguration.Known(registrations.Agents)}");

        var agent = _agents.GetValueOrDefault(target.Agent) ?? Create(target.Agent);
        return target.ToolName is null
            ? new Handoff(agent) { Description = target.Description, Window = target.Window }
            : new Handoff(agent) { Description = target.Description, Window = target.Window, ToolName = target.ToolName };
    }

    private static void EnsureDistinct(Agent agent)
    {
        var names = agent.Tools.Select(tool => tool.Name).Concat(agent.Handoffs.Select(handoff => handoff.ToolName));
        if (names.GroupBy(tool => tool, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ColloquyConfigurationException($"Agent '{agent.Name}' has two tools named '{twice.Key}', among its tools and its handoffs. Rename one, or leave it out.");
    }
}
