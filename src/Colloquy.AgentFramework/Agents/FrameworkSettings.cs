using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>What an agent has besides the Colloquy agent that runs its turns.</summary>
internal sealed class FrameworkSettings
{
    /// <summary>Gets the options of an agent over a chat client; null for an agent of Colloquy's.</summary>
    public ChatClientAgentOptions? Options { get; init; }

    /// <summary>Gets the tools that runs pass through the function middleware of Agent Framework.</summary>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>Gets the context providers of Agent Framework.</summary>
    public IReadOnlyList<AIContextProvider> Providers { get; init; } = [];

    /// <summary>Gets the function loop that Agent Framework requires of an agent before it allows function middleware; null for none.</summary>
    public FunctionInvokingChatClient? Loop { get; init; }

    /// <summary>Gets the options of every run, not to be changed.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>Gets how sessions are opened; null for the defaults.</summary>
    public OpenSessionOptions? Session { get; init; }

    public object? Find(Type serviceType) =>
        serviceType == typeof(ChatClientAgentOptions) ? Options
        : serviceType == typeof(ChatOptions) ? Options?.ChatOptions
        : Providers.Select(provider => provider.GetService(serviceType)).FirstOrDefault(found => found is not null);
}
