using Colloquy;
using Colloquy.AgentFramework;
using Microsoft.Agents.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides agents of Agent Framework over a chat client, with their conversations in a Colloquy store.</summary>
public static class ColloquyChatClientExtensions
{
    /// <summary>Creates an agent of Agent Framework whose conversations are in a store.</summary>
    /// <param name="chatClient">The model's client. The agent does not dispose it.</param>
    /// <param name="store">The store of the sessions.</param>
    /// <param name="options">The options of Agent Framework; null for none. They are copied.</param>
    /// <param name="colloquyOptions">The options that concern the sessions; null for the defaults.</param>
    /// <param name="services">The services for tools; null for none.</param>
    /// <remarks>
    /// The agent replaces one of <c>chatClient.AsAIAgent(options)</c>, with the same sessions, streaming, context providers, function middleware and approvals, also in workflows and as a tool.
    /// Colloquy provides history, usage, windows, limits, leases and recovery: see <see cref="ColloquyAIAgent"/>. A function loop inside <paramref name="chatClient"/> runs no tools.
    /// </remarks>
    /// <exception cref="ArgumentException">The options have a history provider, a compaction provider or message injection, which the store replaces; or <see cref="ColloquyAgentOptions.Run"/> has chat options.</exception>
    public static ColloquyAIAgent AsAIAgent(this IChatClient chatClient, ISessionStore store, ChatClientAgentOptions? options = null, ColloquyAgentOptions? colloquyOptions = null, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(chatClient);
        ArgumentNullException.ThrowIfNull(store);
        return FrameworkAgent.Create(chatClient, store, options?.Clone() ?? new ChatClientAgentOptions(), colloquyOptions ?? new ColloquyAgentOptions(), services);
    }

    /// <summary>Creates an agent of Agent Framework whose conversations are in a store.</summary>
    /// <param name="chatClient">The model's client. The agent does not dispose it.</param>
    /// <param name="store">The store of the sessions.</param>
    /// <param name="instructions">The instructions; null for none.</param>
    /// <param name="name">The name; null for <c>agent</c>.</param>
    /// <param name="description">The description; null for none.</param>
    /// <param name="tools">The tools; null for none.</param>
    /// <param name="services">The services for tools; null for none.</param>
    public static ColloquyAIAgent AsAIAgent(this IChatClient chatClient, ISessionStore store, string instructions, string? name = null, string? description = null, IList<AITool>? tools = null, IServiceProvider? services = null) =>
        chatClient.AsAIAgent(store, new ChatClientAgentOptions { Name = name, Description = description, ChatOptions = new ChatOptions { Instructions = instructions, Tools = tools } }, colloquyOptions: null, services);
}
