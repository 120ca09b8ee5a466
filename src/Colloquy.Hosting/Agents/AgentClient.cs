using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting;

/// <summary>Finds the model's client of an agent: the one of its options, the one under its model's name, or the one without a key.</summary>
internal static class AgentClient
{
    public static IChatClient Find(string agent, AgentOptions options, AgentServices services)
    {
        if (options.ChatClient is { } create)
            return create(services) ?? throw new ColloquyConfigurationException($"The ChatClient function of agent '{agent}' returned null. Return a client.");

        if (string.IsNullOrWhiteSpace(options.Model))
            return Resolve(() => services.GetService<IChatClient>(), $"Agent '{agent}'") ?? throw new ColloquyConfigurationException(
                $"Agent '{agent}' has no model, and the container has no IChatClient. Register one with AddChatClient, call UseModels() of Colloquy.Models, or set ChatClient in the options of the agent.");

        return Resolve(() => services.GetKeyedService<IChatClient>(options.Model), $"Agent '{agent}' names the model '{options.Model}'") ?? throw new ColloquyConfigurationException(
            $"Agent '{agent}' names the model '{options.Model}', and the container has no IChatClient under this key. Call UseModels() of Colloquy.Models, which opens models by name, or register one with AddKeyedChatClient(\"{options.Model}\", …).");
    }

    private static IChatClient? Resolve(Func<IChatClient?> find, string who)
    {
        try
        {
            return find();
        }
        catch (Exception e) when (e is not ColloquyConfigurationException)
        {
            throw new ColloquyConfigurationException($"{who}, and its client cannot be created. {e.Message}", e);
        }
    }
}
