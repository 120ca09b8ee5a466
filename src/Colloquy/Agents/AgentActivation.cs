using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The part of a turn in which one agent has it: its providers, its prompt, its tools, its model.</summary>
internal sealed class AgentActivation
{
    private readonly ActiveAgent _member;
    private readonly TurnContext _turn;
    private readonly ContextRun? _context;
    private readonly int _begin;
    private readonly string? _service;
    private RunContext? _run;

    public AgentActivation(ActiveAgent member, TurnContext turn)
    {
        (_member, _turn) = (member, turn);
        _service = ServiceConversationTracker.NameOf(member, turn.Options);
        Model = new ModelCaller(Agent.Client, turn.Journal, Agent.Pricing, turn.Session.Log, turn.OnUpdate) { AnswerCharacters = turn.Limits.AnswerCharacters, Service = _service, Around = Agent.Middleware.Count == 0 ? null : new ModelMiddleware(Agent.Middleware, Agent.Client, Run) };
        Models = new TurnModelAsker(Agent.Client, turn.Journal, Agent.Pricing, turn.Guard, turn.Progress.Window, turn.Progress.Usage) { AnswerCharacters = turn.Limits.AnswerCharacters };
        Compaction = new CompactionRun(Models, Patience);

        IReadOnlyList<ContextProvider> providers = turn.Options.ContextProviders.Count == 0 ? Agent.ContextProviders : [.. Agent.ContextProviders, .. turn.Options.ContextProviders];
        if (providers.Count == 0)
            return;

        var messages = turn.Progress.Window.Turn;
        var input = turn.Progress.InputCount;
        _begin = member.Handoff is null ? input : messages.Count;
        _context = new ContextRun(providers, Run, [.. messages.Take(input)], turn.Journal.Patience);
    }

    public Agent Agent => _member.Agent;

    /// <summary>What code of the application is told of the run; most turns call none.</summary>
    private RunContext Run => _run ??= CreateRun();

    private Patience Patience => _turn.Journal.Patience;

    public ModelCaller Model { get; }

    /// <summary>Asks models beside the conversation.</summary>
    public IModelAsker Models { get; }

    /// <summary>The run, as windows that are built for it know it.</summary>
    public CompactionRun Compaction { get; }

    /// <summary>What decides what the agent sees.</summary>
    public WindowPipeline Window => _turn.Options.Window ?? _member.Handoff?.Window ?? Agent.Window;

    /// <summary>The conversation that the service of the agent's model keeps; null when it keeps none, or the agent keeps away from it.</summary>
    public ServiceConversation? Conversation => _service is null ? null : _turn.Journal.Kept?.Find(_service);

    public Prompt Prompt { get; private set; } = null!;

    public ToolRunner Tools => field ??= new ToolRunner(Prompt.Options?.Tools, Run, Agent, Patience);

    private bool RequiresToolsEveryStep => _turn.Options.RequiresToolsEveryStep ?? Agent.RequiresToolsEveryStep;

    /// <summary>The run's own options for the model, of which a tool that must be called is for the run's first step, whichever agent takes it.</summary>
    private ChatOptions? RunOptions
    {
        get
        {
            var options = _turn.Options.ChatOptions;
            if (RequiresToolsEveryStep || _turn.Progress.Answered.Count == 0 || options?.ToolMode is not RequiredChatToolMode)
                return options;

            options = options.Clone();
            options.ToolMode = null;
            return options;
        }
    }

    /// <summary>Finds the calls that need a person.</summary>
    public ApprovalEvaluator Approvals => field ??= new ApprovalEvaluator([.. _turn.Options.Approvals, .. Agent.Approvals], Tools, Run, _turn.Journal, _turn.Progress.Asked);

    /// <summary>Whether somebody is to be told how the agent's part ended, so that the answer is committed before.</summary>
    public bool IsWatched => _context is not null;

    /// <summary>Asks the providers, and makes up the prompt.</summary>
    public async ValueTask EnterAsync()
    {
        await _turn.Journal.ReadKeptAsync(_turn.CancellationToken).ConfigureAwait(false);
        var instructions = Agent.InstructionsFactory is { } factory ? await ComputeAsync(factory).ConfigureAwait(false) : Agent.Instructions;
        var tools = Agent.Tools;
        if (Agent.Handoffs.Count > 0)
            tools = [.. tools, .. Agent.Handoffs.Select(handoff => new HandoffFunction(handoff))];
        if (_context is not null)
        {
            await _context.EnterAsync(Conversation is { UpTo.IsStart: false }, _turn.CancellationToken).ConfigureAwait(false);
            instructions = _context.Instruct(instructions);
            tools = [.. tools, .. _context.Tools];
            _turn.Progress.Window.Besides = _context.Besides;
        }

        Prompt = Prompt.Create(Agent.ChatOptions, RunOptions, instructions, tools, _context?.Shares);
        if (_turn.Progress.Answered.Contains(Agent.Name))
            Relax();
        DuplicateToolException.ThrowIfAny(Agent.Name, Prompt.Options?.Tools);
    }

    /// <summary>Learns that the model has answered: a tool that it had to call it was to call first.</summary>
    public void WasAnswered()
    {
        _turn.Progress.WasAnswered(Agent.Name);
        Relax();
    }

    private Task<string?> ComputeAsync(Func<RunContext, ValueTask<string?>> instructions)
    {
        var run = Run;
        return Patience.WaitAsync($"The InstructionsFactory of agent '{Agent.Name}'", _ => instructions(run), _turn.CancellationToken);
    }

    private RunContext CreateRun() => new()
    {
        AgentName = Agent.Name,
        Session = _turn.Session,
        State = _turn.Journal.State.Through(area => new FencedStateStore(area, _turn.Journal.Fence)),
        Fence = _turn.Journal.Fence,
        Temp = _turn.Journal.Temp,
        Turn = _turn.Journal.Number,
        Context = _turn.Options.Context,
        Values = _turn.Options.Values,
        Services = _turn.Options.Services ?? Agent.Services ?? NoServices.Instance,
        CancellationToken = _turn.CancellationToken,
        DepthLeft = _turn.Options.DepthLeft ?? _turn.Limits.Depth,
        Source = _turn.Journal.Said,
        Models = Models,
    };

    private void Relax()
    {
        if (!RequiresToolsEveryStep)
            Prompt = Prompt.Relaxed();
    }

    /// <summary>Tells the providers how it ended.</summary>
    public async ValueTask LeaveAsync(Exception? exception, bool waits = false)
    {
        if (_context is null)
            return;

        // Told to stop, the run still lets the providers keep what they want, within the grace period.
        using var late = exception is not null && _turn.CancellationToken.IsCancellationRequested ? new CancellationTokenSource(Patience.Grace, Patience.Time) : null;
        var stop = late?.Token ?? _turn.CancellationToken;
        List<ChatMessage> output = [.. _turn.Progress.Window.Turn.Skip(_begin)];
        await _context.LeaveAsync(exception is null ? output : ToolCallRepair.Balance(output), exception, waits, stop).ConfigureAwait(false);
    }
}
