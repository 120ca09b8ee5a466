using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Makes the agents that replace those of Agent Framework over a chat client.</summary>
internal static class FrameworkAgent
{
    public static ColloquyAIAgent Create(IChatClient client, ISessionStore store, ChatClientAgentOptions options, ColloquyAgentOptions colloquy, IServiceProvider? services)
    {
        Check(options);
        if (colloquy.Run is { ChatOptions: not null })
            throw new ArgumentException("The options for the model are those of Agent Framework. Set ChatOptions of ChatClientAgentOptions for the agent, or of ChatClientAgentRunOptions for a run, and remove ChatOptions from ColloquyAgentOptions.Run.", nameof(colloquy));

        var chat = options.ChatOptions?.Clone();
        var (instructions, tools) = (chat?.Instructions, chat?.Tools);
        if (chat is not null)
            (chat.Instructions, chat.Tools) = (null, null);

        var name = string.IsNullOrEmpty(options.Name) ? "agent" : options.Name;
        var agent = new Agent(client)
        {
            Name = name,
            Instructions = instructions,
            ChatOptions = chat,
            Middleware = [.. colloquy.Middleware, new FunctionContextMiddleware(name)],
            Prices = colloquy.Prices,
            ParallelTools = options.AllowConcurrentInvocation,
            IncludeDetailedErrors = colloquy.IncludeDetailedErrors,
            Services = services,
        };
        return new ColloquyAIAgent(agent, store, colloquy.NewKey, new FrameworkSettings
        {
            Options = options,
            Tools = tools is null ? [] : [.. tools],
            Providers = [.. options.AIContextProviders ?? []],
            Loop = new TurnChatClient(client, turn: null),
            Run = colloquy.Run?.Clone() ?? new RunOptions(),
            Session = colloquy.Session,
        });
    }

    private static void Check(ChatClientAgentOptions options)
    {
        if (options.ChatHistoryProvider is { } history)
            throw new ArgumentException($"The history of the agent is in the Colloquy store, so its {history.GetType().Name} is not called. Remove ChatHistoryProvider from the options; for a reducer in it, use ReduceWith on the Window of ColloquyAgentOptions.Run.", nameof(options));
        if (options.EnableMessageInjection)
            throw new ArgumentException("Messages cannot be injected into a turn that is committed step by step. Remove EnableMessageInjection from the options, and add messages with a context provider or a run of their own.", nameof(options));

        List<AIContextProvider> providers = [.. options.AIContextProviders ?? []];
        if (providers.Exists(provider => provider is CompactionProvider))
            throw new ArgumentException("A CompactionProvider would see only the new messages, since the history is in the Colloquy store. Remove it from the options, and use its strategy by ReduceWith on the Window of ColloquyAgentOptions.Run.", nameof(options));
        if (providers.SelectMany(provider => provider.StateKeys).GroupBy(key => key).FirstOrDefault(keys => keys.Count() > 1) is { } shared)
            throw new ArgumentException($"Two context providers use the state key '{shared.Key}', and would overwrite the state of each other. Give each a key of its own.", nameof(options));
    }
}
