using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Runs a context provider of Agent Framework on agents of Colloquy.</summary>
internal sealed class FrameworkContextProvider : ContextProvider
{
    private readonly AIContextProvider _provider;
    private readonly AIAgent? _agent;
    private readonly ColloquyAgentSession? _session;
    private readonly Func<AITool, AITool> _wrap;

    /// <summary>The sessions of runs that no agent of Agent Framework began. A session has one run at a time.</summary>
    private readonly ConditionalWeakTable<Session, ColloquyAgentSession> _sessions = [];

    /// <summary>Creates an adapter for agents that the application runs itself.</summary>
    public FrameworkContextProvider(AIContextProvider provider) => (_provider, _wrap) = (provider, tool => tool);

    /// <summary>Creates an adapter for one run, whose state bag another provider reads and writes.</summary>
    public FrameworkContextProvider(AIContextProvider provider, AIAgent agent, ColloquyAgentSession session, Func<AITool, AITool> wrap) =>
        (_provider, _agent, _session, _wrap) = (provider, agent, session, wrap);

    public override string Name => _provider.GetType().Name;

    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        var session = _session ?? await BeginAsync(request.Run, cancellationToken).ConfigureAwait(false);
        List<ChatMessage> given = [.. request.Input.Select(message => message.Clone())];
        List<ChatMessage> before = [.. given, .. request.Added.Select(added => added.Message).OfType<ChatMessage>()];
        List<AITool> tools = [.. request.Added.Select(added => added.Tool).OfType<AITool>()];
        var context = await _provider.InvokingAsync(new AIContextProvider.InvokingContext(AgentOf(request.Run), session, new AIContext { Messages = before, Tools = tools.Count == 0 ? null : tools }), cancellationToken).ConfigureAwait(false);

        var (messages, all) = (context.Messages?.ToList() ?? [], context.Tools?.ToList() ?? []);
        if (!before.TrueForAll(message => messages.Contains(message, ReferenceEqualityComparer.Instance)) || !tools.TrueForAll(all.Contains))
            throw new NotSupportedException($"{Name} removed or replaced messages or tools, and a run can only be given more of them. To change what the model is shown, use the window of the agent; ReduceWith applies a compaction strategy.");
        if (!string.IsNullOrEmpty(context.Instructions))
            request.AddInstructions(context.Instructions);
        request.AddMessages(messages.Except(before, ReferenceEqualityComparer.Instance).Cast<ChatMessage>());
        request.AddTools(all.Except(tools).Select(_wrap));
    }

    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        var session = _session ?? _sessions.GetValue(run.Run.Session, _ => throw new InvalidOperationException("The run has ended before it began."));
        if (!run.IsWaiting)
        {
            List<ChatMessage> messages = [.. run.Input.Select(message => message.Clone()), .. run.Added.Where(added => added.Message is not null && added.Source == Name).Select(added => added.Message!)];
            var agent = AgentOf(run.Run);
            await _provider.InvokedAsync(
                run.Exception is { } exception
                    ? new AIContextProvider.InvokedContext(agent, session, messages, exception)
                    : new AIContextProvider.InvokedContext(agent, session, messages, run.Output.Select(message => message.Clone())),
                cancellationToken).ConfigureAwait(false);
        }

        if (_session is not null)
            return;

        var changes = session.FindChanges();
        await StoredStateBag.WriteAsync(run.Run.State, changes, cancellationToken).ConfigureAwait(false);
        session.Saved(changes);
        _sessions.Remove(run.Run.Session);
    }

    private async ValueTask<ColloquyAgentSession> BeginAsync(RunContext run, CancellationToken cancellationToken)
    {
        var stored = await StoredStateBag.ReadAsync(run.State, cancellationToken).ConfigureAwait(false);
        var session = FindRun(run)?.Session as ColloquyAgentSession ?? new ColloquyAgentSession(run.Session, stored);
        session.Take(stored);
        _sessions.AddOrUpdate(run.Session, session);
        return session;
    }

    private AIAgent AgentOf(RunContext run) => _agent ?? FindRun(run)?.Agent ?? new NamedAgent(run.AgentName);

    /// <summary>The run of Agent Framework that the run belongs to; null when the application runs the agent itself.</summary>
    private static AgentRunContext? FindRun(RunContext run) =>
        AIAgent.CurrentRunContext is { Session: ColloquyAgentSession session } current && session.Session.Key == run.Session.Key && current.Agent.Name == run.AgentName ? current : null;
}
