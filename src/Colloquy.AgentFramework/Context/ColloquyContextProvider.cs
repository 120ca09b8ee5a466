using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Runs a context provider of Colloquy on agents of Agent Framework. Its state is in a session of the store, which the session of Agent Framework names.</summary>
internal sealed class ColloquyContextProvider(ContextProvider provider, ISessionStore store, Func<SessionKey>? newKey) : AIContextProvider
{
    private readonly NamedSession _sessions = new(store, newKey);

    public override IReadOnlyList<string> StateKeys => field ??= [$"colloquy/{provider.Name}"];

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(provider) ? provider : base.GetService(serviceType, serviceKey);

    protected override async ValueTask<AIContext> InvokingCoreAsync(InvokingContext context, CancellationToken cancellationToken = default)
    {
        var given = context.AIContext;
        List<ChatMessage> messages = [.. given.Messages ?? []];
        var request = new ContextRequest(await CreateRunAsync(context.Agent, context.Session, cancellationToken).ConfigureAwait(false), [.. ProvideInputMessageFilter(messages)], provider.Name);
        await provider.BeforeRunAsync(request, cancellationToken).ConfigureAwait(false);

        string[] instructions = [.. request.Additions.Select(added => added.Instructions).OfType<string>()];
        AITool[] tools = [.. request.Additions.Select(added => added.Tool).OfType<AITool>()];
        return new AIContext
        {
            Instructions = instructions.Length == 0 ? given.Instructions : string.Join("\n\n", instructions.Prepend(given.Instructions).Where(text => !string.IsNullOrEmpty(text))),
            Messages = [.. messages, .. request.Additions.Where(added => added.Message is not null).Select(added => added.Message!.WithAgentRequestMessageSource(AgentRequestMessageSourceType.AIContextProvider, provider.Name))],
            Tools = tools.Length == 0 ? given.Tools : [.. given.Tools ?? [], .. tools],
        };
    }

    protected override async ValueTask InvokedCoreAsync(InvokedContext context, CancellationToken cancellationToken = default)
    {
        var run = await CreateRunAsync(context.Agent, context.Session, cancellationToken).ConfigureAwait(false);
        await provider.AfterRunAsync(
            new FinishedRun
            {
                Run = run,
                Input = [.. StoreInputRequestMessageFilter(context.RequestMessages)],
                Output = [.. StoreInputResponseMessageFilter(context.ResponseMessages ?? [])],
                Exception = context.InvokeException,
                State = run.State.WithPrefix(provider.Name),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RunContext> CreateRunAsync(AIAgent agent, AgentSession? session, CancellationToken cancellationToken) =>
        new(await _sessions.OpenAsync(session, cancellationToken).ConfigureAwait(false), agent.GetService<IChatClient>()) { AgentName = agent.Name ?? agent.Id, CancellationToken = cancellationToken };
}
