using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a run of an agent does differently from the agent's own settings.</summary>
public sealed class RunOptions
{
    /// <summary>Options for the model, laid over the agent's; what is null leaves the agent's. Tools are added to the agent's.</summary>
    public ChatOptions? ChatOptions { get; set; }

    /// <summary>Whether a tool mode that requires a call is sent with every model call of the turn, and not with the first alone; null leaves it to the agent.</summary>
    public bool? RequiresToolsEveryStep { get; set; }

    /// <summary>What the run does when a turn is running on the session already, in this process or another.</summary>
    /// <value>The default is <see cref="BusyPolicy.Enqueue"/>.</value>
    public BusyPolicy WhenBusy { get; set; } = BusyPolicy.Enqueue;

    /// <summary>What the run's input does when calls wait for a person on the branch.</summary>
    /// <value>The default is <see cref="WhenWaiting.Keep"/>.</value>
    public WhenWaiting WhenWaiting { get; set; }

    /// <summary>When the turn's steps are committed; null leaves it to the agent.</summary>
    public Durability? Durability { get; set; }

    /// <summary>The limits of the turn; null leaves them to the agent.</summary>
    public RunLimits? Limits { get; set; }

    /// <summary>What decides what the model sees of the session; null leaves it to the agent.</summary>
    public WindowPipeline? Window { get; set; }

    /// <summary>What the session and its user may spend; null leaves it to the agent.</summary>
    public IReadOnlyList<UsageLimit>? UsageLimits { get; set; }

    /// <summary>Which tool calls need a person's approval, decided before the agent's rules are asked.</summary>
    public IReadOnlyList<ApprovalRule> Approvals
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Approvals));
            field = value;
        }
    } = [];

    /// <summary>An object of the caller's, which tools and context providers get by <see cref="RunContext.Get{T}"/>.</summary>
    public object? Context { get; set; }

    /// <summary>Values of the caller's by name, such as <c>card</c>, which tools and context providers get by <see cref="RunContext.Values"/>.</summary>
    public IReadOnlyDictionary<string, object?> Values
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Values));
            field = value;
        }
    } = RunContext.NoValues;

    /// <summary>Context providers for this run, asked after the agent's.</summary>
    public IReadOnlyList<ContextProvider> ContextProviders
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ContextProviders));
            field = value;
        }
    } = [];

    /// <summary>Services for tools; null leaves them to the agent.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>How long the run's lease lives when its process no longer renews it, 1 second to 1 hour: so long it takes until another can go on with the turn of a process that died.</summary>
    /// <value>The default is 15 seconds. It is renewed after a third of that, also while a model or a tool is at work.</value>
    public TimeSpan LeaseDuration
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1), nameof(LeaseDuration));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(1), nameof(LeaseDuration));
            field = value;
        }
    } = TimeSpan.FromSeconds(15);

    /// <summary>Copies the options that a caller gives, so that what the caller changes later does not change the run.</summary>
    internal static RunOptions CopyOf(RunOptions? options)
    {
        if (options is null)
            return new RunOptions();

        var own = (RunOptions)options.MemberwiseClone();
        own.ChatOptions = options.ChatOptions?.Clone();
        own.Limits = options.Limits?.Copy();
        own.UsageLimits = options.UsageLimits is { } limits ? [.. limits] : null;
        own.Approvals = [.. options.Approvals];
        own.ContextProviders = [.. options.ContextProviders];
        own.Values = options.Values is Dictionary<string, object?> { Count: > 0 } values ? new Dictionary<string, object?>(values, values.Comparer) : options.Values;
        return own;
    }

    /// <summary>What the answer must be; null for a text.</summary>
    internal OutputCheck? Output { get; private set; }

    /// <summary>The same options, for a run whose answer is a value.</summary>
    internal RunOptions For(ChatResponseFormat format, OutputCheck check)
    {
        var own = (RunOptions)MemberwiseClone();
        own.ChatOptions = ChatOptions?.Clone() ?? new ChatOptions();
        own.ChatOptions.ResponseFormat = format;
        own.Output = check;
        return own;
    }

    /// <summary>The temp state of the run that this one works for; null for one of its own.</summary>
    internal TempStateStore? Temp { get; init; }

    /// <summary>How much deeper agents that are tools of agents may call one another; null leaves it to the limits.</summary>
    internal int? DepthLeft { get; init; }
}

/// <summary>When the steps of a turn are committed. Those of a resumed turn are committed as <see cref="Step"/> says, whatever is asked.</summary>
public enum Durability
{
    /// <summary>Each step before the next begins: a crash costs at most the step in flight.</summary>
    Step = 0,

    /// <summary>All of them when the turn ends: one commit a turn, and a crash costs the turn.</summary>
    Turn = 1,
}
