using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Ways;

/// <summary>A way to keep the conversations of an agent of Agent Framework in a store.</summary>
internal abstract class Way
{
    public static IReadOnlyList<Way> All { get; } = [new OverChatClient(), new OverAgent(), new WithHistoryProvider()];

    /// <summary>The column of the page.</summary>
    public abstract string Name { get; }

    /// <summary>Creates the agent, as each process does anew.</summary>
    public abstract AIAgent Create(ISessionStore store, IChatClient model, IList<AITool>? tools = null, string name = "desk", params AIContextProvider[] providers);

    /// <summary>Finds the session of the store.</summary>
    public virtual Task<Session> FindAsync(AIAgent agent, AgentSession session) => Task.FromResult(session.GetColloquySession());

    /// <summary>Opens a branch for the agent.</summary>
    public virtual async Task<AgentSession> OpenAsync(AIAgent agent, AgentSession session, Session branch) => await agent.GetService<ColloquyAIAgent>()!.OpenSessionAsync(branch);

    /// <summary>Continues what a process left that died: as far as the way can, else by the same input again.</summary>
    public virtual async Task<AgentResponse> ContinueAsync(AIAgent agent, AgentSession session, string input) => (await agent.ResumeAsync(session))!;

    private sealed class OverChatClient : Way
    {
        public override string Name => "`AsAIAgent` over a chat client";

        public override AIAgent Create(ISessionStore store, IChatClient model, IList<AITool>? tools = null, string name = "desk", params AIContextProvider[] providers) =>
            model.AsAIAgent(store, new ChatClientAgentOptions { Name = name, ChatOptions = new ChatOptions { Tools = tools }, AIContextProviders = providers });
    }

    private sealed class OverAgent : Way
    {
        public override string Name => "Colloquy's agent as an `AIAgent`";

        public override AIAgent Create(ISessionStore store, IChatClient model, IList<AITool>? tools = null, string name = "desk", params AIContextProvider[] providers) =>
            new Agent(model) { Name = name, Tools = [.. tools ?? []], ContextProviders = [.. providers.Select(provider => provider.AsContextProvider())] }.AsAIAgent(store);
    }

    private sealed class WithHistoryProvider : Way
    {
        public override string Name => "`ColloquyHistoryProvider`";

        public override AIAgent Create(ISessionStore store, IChatClient model, IList<AITool>? tools = null, string name = "desk", params AIContextProvider[] providers) =>
            model.AsAIAgent(new ChatClientAgentOptions
            {
                Id = name,
                Name = name,
                ChatOptions = new ChatOptions { Tools = tools },
                AIContextProviders = providers,
                ChatHistoryProvider = new ColloquyHistoryProvider(store),
            });

        public override Task<AgentResponse> ContinueAsync(AIAgent agent, AgentSession session, string input) => agent.RunAsync(input, session);

        public override Task<Session> FindAsync(AIAgent agent, AgentSession session) => agent.GetService<ColloquyHistoryProvider>()!.OpenSessionAsync(session);

        public override async Task<AgentSession> OpenAsync(AIAgent agent, AgentSession session, Session branch)
        {
            var copy = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(session));
            copy.StateBag.SetValue(agent.GetService<ColloquyHistoryProvider>()!.StateKeys[0], branch.Handle.ToJson());
            return copy;
        }
    }
}
