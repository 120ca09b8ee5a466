using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>One run of an agent of Agent Framework, as a turn of a Colloquy agent.</summary>
internal sealed class FrameworkTurn(ColloquyAIAgent agent, ColloquyAgentSession session, FrameworkSettings settings, bool resumesOnly = false)
{
    private readonly StateBagContext _bag = new(session);

    /// <summary>Gets whether there was no turn to resume.</summary>
    public bool FoundNothing { get; private set; }

    /// <summary>The turn as a chat client, within the clients that the options of the run put around it.</summary>
    public IChatClient Around(AgentRunOptions? options)
    {
        IChatClient client = new TurnChatClient(agent.Agent.Client, this);
        return options is ChatClientAgentRunOptions { ChatClientFactory: { } factory } ? factory(client) : client;
    }

    public async Task<ChatResponse> RunAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        TurnChatClient.EnterTurn(options);
        var run = CreateOptions(options);
        var response = new ChatResponse();
        foreach (var input in TurnInput.Split(messages))
        {
            _bag.Begin();
            var answer = input.IsEmpty
                ? await ContinueAsync(run, cancellationToken).ConfigureAwait(false)
                : await agent.Agent.RunAsync(input.Messages, session.Session, run, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
                TurnResponse.Add(response, answer, input, _bag.InputCount);
        }

        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TurnChatClient.EnterTurn(options);
        var run = CreateOptions(options);
        foreach (var input in TurnInput.Split(messages))
        {
            _bag.Begin();
            var pieces = new TurnUpdates();
            var updates = input.IsEmpty
                ? ContinueStreamingAsync(run, cancellationToken)
                : agent.Agent.RunStreamingAsync(input.Messages, session.Session, run, cancellationToken);
            await foreach (var update in updates.ConfigureAwait(false))
            {
                foreach (var piece in pieces.Convert(update))
                    yield return piece;
            }
        }
    }

    /// <summary>Resumes the turn that the session has left. When there is none, the model continues the conversation, unless the caller only resumes.</summary>
    private async Task<AgentAnswer?> ContinueAsync(RunOptions run, CancellationToken cancellationToken)
    {
        if (await agent.Agent.ResumeAsync(session.Session, run, cancellationToken).ConfigureAwait(false) is { } answer)
            return answer;
        if (!resumesOnly)
            return await agent.Agent.RunAsync([], session.Session, run, cancellationToken).ConfigureAwait(false);

        FoundNothing = true;
        return null;
    }

    private async IAsyncEnumerable<AgentUpdate> ContinueStreamingAsync(RunOptions run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FoundNothing = true;
        await foreach (var update in agent.Agent.ResumeStreamingAsync(session.Session, run, cancellationToken).ConfigureAwait(false))
        {
            FoundNothing = false;
            yield return update;
        }

        if (!FoundNothing || resumesOnly)
            yield break;

        await foreach (var update in agent.Agent.RunStreamingAsync([], session.Session, run, cancellationToken).ConfigureAwait(false))
            yield return update;
    }

    private RunOptions CreateOptions(ChatOptions? options)
    {
        var run = settings.Run.Clone();
        run.ChatOptions = options;
        run.ContextProviders = [_bag, .. run.ContextProviders, .. settings.Providers.Select(provider => new FrameworkContextProvider(provider, agent, session, tool => Wrap(tool, options)))];
        return run;
    }

    /// <summary>Wraps a tool that a context provider adds in the function middleware, which wraps each tool that is added to its list.</summary>
    private static AITool Wrap(AITool tool, ChatOptions? options)
    {
        if (options?.Tools is not { IsReadOnly: false } tools)
            return tool;

        tools.Add(tool);
        var wrapped = tools[^1];
        tools.RemoveAt(tools.Count - 1);
        return wrapped;
    }
}
