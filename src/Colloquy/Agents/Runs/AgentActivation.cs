using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The part of a turn in which one agent has it: its providers, its prompt, its tools, its model.</summary>
internal sealed class AgentActivation
{
    private readonly ActiveAgent _active;
    private readonly TurnContext _turn;
    private readonly ContextRun? _context;
    private readonly int _begin;
    private readonly string? _service;
    private RunContext? _run;

    private AgentActivation(ActiveAgent active, TurnContext turn)
    {
        (_active, _turn) = (active, turn);
        _service = ServiceConversationTracker.NameOf(active, turn.Options);
        var log = turn.Session.Log;
        Models = new TurnModelAsker(Agent.Client, turn.Transaction, turn.Patience, Agent.Pricing, turn.Guard, turn.State.Window, turn.State.Usage) { AnswerCharacters = turn.Limits.AnswerCharacters };
        Compaction = new CompactionRun(Models, turn.Patience);
        Model = new ModelCaller(Agent.Client, new ModelCallSite(active.Agent.Name, turn.Transaction.Number, turn.Transaction.TurnStart, turn.Transaction.Fence), turn.Patience, Agent.Pricing, log, turn.OnUpdate)
        {
            AnswerCharacters = turn.Limits.AnswerCharacters,
            IncludeDetailedErrors = turn.IncludeDetailedErrors,
            Service = _service,
            Around = Agent.Middleware.Count == 0 ? null : new ModelMiddleware(Agent.Middleware, Agent.Client, Run),
        };

        IReadOnlyList<ContextProvider> providers = turn.Options.ContextProviders.Count == 0 ? Agent.ContextProviders : [.. Agent.ContextProviders, .. turn.Options.ContextProviders];
        if (providers.Count == 0)
            return;

        var messages = turn.State.Window.Turn;
        var input = turn.State.InputCount;
        _begin = active.Handoff is null ? input : messages.Count;
        _context = new ContextRun(providers, Run, TransientMessages.Withhold([.. messages.Take(input)]), turn.Patience);
    }

    /// <summary>The agent.</summary>
    public Agent Agent => _active.Agent;

    /// <summary>Calls the agent's model.</summary>
    public ModelCaller Model { get; }

    /// <summary>Asks models beside the conversation.</summary>
    public IModelAsker Models { get; }

    /// <summary>The run, as windows that are built for it know it.</summary>
    public CompactionRun Compaction { get; }

    /// <summary>What decides what the agent sees.</summary>
    public WindowPipeline Window => _turn.Options.Window ?? _active.Handoff?.Window ?? Agent.Window;

    /// <summary>The conversation that the service of the agent's model keeps; null when it keeps none, or the agent keeps away from it.</summary>
    public ServiceConversation? Conversation => _service is null ? null : _turn.Transaction.Conversations.Find(_service);

    /// <summary>The options, instructions and tools of the agent's next call.</summary>
    public Prompt Prompt { get; private set; } = Prompt.Empty;

    /// <summary>Runs the agent's tools.</summary>
    public ToolRunner Tools => field ??= new ToolRunner(Prompt.Options?.Tools, Run, Agent.Middleware, Agent.IncludeDetailedErrors, _turn.Patience);

    /// <summary>Finds the calls that need a person.</summary>
    public ApprovalEvaluator Approvals => field ??= new ApprovalEvaluator([.. _turn.Options.Approvals, .. Agent.Approvals], Tools, Run, _turn.Patience, _turn.Transaction.Branch, _turn.State.Asked) { Expiry = Expiry };

    /// <summary>Whether somebody is told how the agent's part ended, so that the answer is committed before.</summary>
    public bool IsWatched => _context is not null;

    /// <summary>What code of the application is told of the run; most turns call none.</summary>
    private RunContext Run => _run ??= CreateRun();

    private TimeSpan? Expiry => _turn.Options.ApprovalExpiry ?? Agent.ApprovalExpiry ?? _turn.Options.Caller?.ApprovalExpiry;

    private bool RequiresToolsEveryStep => _turn.Options.RequiresToolsEveryStep ?? Agent.RequiresToolsEveryStep;

    /// <summary>The run's own options for the model, of which a tool that must be called is for the run's first step, whichever agent takes it.</summary>
    private ChatOptions? RunOptions
    {
        get
        {
            var options = _turn.Options.ChatOptions;
            if (RequiresToolsEveryStep || _turn.State.Answered.Count == 0 || options?.ToolMode is not RequiredChatToolMode)
                return options;

            options = options.Clone();
            options.ToolMode = null;
            return options;
        }
    }

    /// <summary>Gives an agent the turn: asks its providers, and makes up its prompt. Providers that were asked are told when that fails.</summary>
    public static async ValueTask<AgentActivation> EnterAsync(ActiveAgent active, TurnContext turn)
    {
        var activation = new AgentActivation(active, turn);
        try
        {
            activation.Prompt = await activation.CreatePromptAsync().ConfigureAwait(false);
            return activation;
        }
        catch (Exception e)
        {
            await activation.LeaveAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Learns that the model has answered: a tool that it had to call it was to call first.</summary>
    public void WasAnswered()
    {
        _turn.State.WasAnswered(Agent.Name);
        Prompt = Relax(Prompt);
    }

    /// <summary>Tells the providers how the agent's part ended.</summary>
    public async ValueTask LeaveAsync(Exception? exception, bool waits = false)
    {
        if (_context is null)
            return;

        // Told to stop, the run still lets the providers keep what they want, within the grace period.
        using var late = exception is not null && _turn.CancellationToken.IsCancellationRequested ? new CancellationTokenSource(_turn.Patience.Grace, _turn.Patience.Time) : null;
        var stop = late?.Token ?? _turn.CancellationToken;
        List<ChatMessage> output = [.. _turn.State.Window.Turn.Skip(_begin)];
        await _context.LeaveAsync(exception is null ? output : ToolCallRepair.Balance(output), exception, waits, stop).ConfigureAwait(false);
    }

    private async ValueTask<Prompt> CreatePromptAsync()
    {
        var instructions = Agent.InstructionsFactory is { } factory ? await ComputeAsync(factory).ConfigureAwait(false) : Agent.Instructions;
        var tools = Agent.Tools;
        if (Agent.Handoffs.Count > 0)
            tools = [.. tools, .. Agent.Handoffs.Select(handoff => new HandoffFunction(handoff))];
        if (_context is not null)
        {
            await _context.EnterAsync(Conversation is { UpTo.IsStart: false }, _turn.CancellationToken).ConfigureAwait(false);
            instructions = _context.Instruct(instructions);
            tools = [.. tools, .. _context.Tools];
            _turn.State.Window.Besides = _context.Besides;
        }

        var prompt = Prompt.Create(Agent.OwnChatOptions, RunOptions, instructions, tools, _context?.Shares, Agent.Declarations);
        Agent.Declarations = prompt.Declarations ?? Agent.Declarations;
        if (_turn.State.Answered.Contains(Agent.Name))
            prompt = Relax(prompt);
        DuplicateToolException.ThrowIfAny(Agent.Name, prompt.Options?.Tools);
        return prompt;
    }

    private Task<string?> ComputeAsync(Func<RunContext, ValueTask<string?>> instructions)
    {
        var run = Run;
        return _turn.Patience.WaitAsync($"The InstructionsFactory of agent '{Agent.Name}'", _ => instructions(run), _turn.CancellationToken);
    }

    private Prompt Relax(Prompt prompt) => RequiresToolsEveryStep ? prompt : prompt.Relaxed();

    private RunContext CreateRun() => new(_turn.Session, _turn.Transaction.Fence, _turn.Transaction.State.Through(area => new FencedStateStore(area, _turn.Transaction.Fence)))
    {
        AgentName = Agent.Name,
        Temp = _turn.Transaction.Temp,
        TurnNumber = _turn.Transaction.Number,
        Context = _turn.Options.Context,
        Values = _turn.Options.Values,
        Services = _turn.Options.Services!,
        Provider = _turn.Options.Services is null ? Agent.Services ?? _turn.Options.Caller?.Provider : null,
        Scopes = _turn.Scopes,
        SuspendToken = _turn.SuspendToken,
        ApprovalExpiry = Expiry,
        CancellationToken = _turn.CancellationToken,
        DepthLeft = (_turn.Options.Caller?.DepthLeft - 1) ?? _turn.Limits.Depth,
        Source = _turn.Transaction.Said,
        Models = Models,
    };
}
