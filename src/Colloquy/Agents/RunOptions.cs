using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the options of one run, which override the agent's settings.</summary>
public sealed class RunOptions
{
    /// <summary>Gets or sets the chat options, which override those of the agent. A null property leaves the agent's value; tools are added to the agent's.</summary>
    public ChatOptions? ChatOptions { get; set; }

    /// <summary>Gets or sets a value that indicates whether a tool mode that requires a call is sent with every model call of the turn rather than with the first only; null for the agent's setting.</summary>
    public bool? RequiresToolsEveryStep { get; set; }

    /// <summary>Gets or sets the policy for a session on which a turn is already running, in this process or another.</summary>
    /// <value>The default is <see cref="BusyPolicy.Enqueue"/>.</value>
    public BusyPolicy WhenBusy { get; set; } = BusyPolicy.Enqueue;

    /// <summary>Gets or sets what happens to calls that wait for a person on the branch when the run has new input.</summary>
    /// <value>The default is <see cref="WhenWaiting.Keep"/>.</value>
    public WhenWaiting WhenWaiting { get; set; }

    /// <summary>Gets or sets a value that specifies when the steps of the turn are committed; null for the agent's setting.</summary>
    public Durability? Durability { get; set; }

    /// <summary>Gets or sets the limits of the turn; null for the agent's setting.</summary>
    public RunLimits? Limits { get; set; }

    /// <summary>Gets or sets the strategies that decide what the model sees of the session; null for the agent's.</summary>
    public WindowPipeline? Window { get; set; }

    /// <summary>Gets or sets the usage limits of the session and its user; null for the agent's.</summary>
    public IReadOnlyList<UsageLimit>? UsageLimits { get; set; }

    /// <summary>Gets or sets the rules for tool calls that need a person's approval, evaluated before the agent's rules.</summary>
    public IReadOnlyList<ApprovalRule> Approvals
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Approvals));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets the time that a person has to answer a request for approval of the run, after which the call counts as refused; null for the agent's.</summary>
    /// <value>Above zero, up to 3,650 days, or <see cref="Timeout.InfiniteTimeSpan"/> for no end. The default is null.</value>
    public TimeSpan? ApprovalExpiry { get; set => field = ApprovalTime.Validate(value, nameof(ApprovalExpiry)); }

    /// <summary>Gets or sets an object that tools and context providers read by <see cref="RunContext.Get{T}"/>; null for none.</summary>
    public object? Context { get; set; }

    /// <summary>Gets or sets values by name, such as <c>card</c>, which tools and context providers read from <see cref="RunContext.Values"/>.</summary>
    public IReadOnlyDictionary<string, object?> Values
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Values));
            field = value;
        }
    } = RunContext.NoValues;

    /// <summary>Gets or sets the context providers of this run, called after the agent's.</summary>
    public IReadOnlyList<ContextProvider> ContextProviders
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ContextProviders));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets the services for tools; null for a scope of the agent's. The run uses these as they are, and does not dispose them.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>Gets or sets the duration of the run's lease, 1 second to 1 hour. After a process ends, another process can resume its turn when this time has passed.</summary>
    /// <value>The default is 15 seconds. The lease is renewed after a third of that time, also while a model or a tool works.</value>
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

    /// <summary>The options of runs that are given none. They are not visible outside, and never changed.</summary>
    private static readonly RunOptions Defaults = new();

    /// <summary>Returns a copy of the options. Later changes of one do not affect the other; the objects that tools and context providers use are shared.</summary>
    public RunOptions Clone()
    {
        var own = (RunOptions)MemberwiseClone();
        own.ChatOptions = ChatOptions?.Clone();
        own.Limits = Limits?.Copy();
        own.UsageLimits = UsageLimits is { } limits ? [.. limits] : null;
        own.Approvals = [.. Approvals];
        own.ContextProviders = [.. ContextProviders];
        own.Values = Values is Dictionary<string, object?> values && values != RunContext.NoValues ? new Dictionary<string, object?>(values, values.Comparer) : Values;
        return own;
    }

    /// <summary>Copies the options that a caller gives, so that what the caller changes later does not change the run.</summary>
    internal static RunOptions CopyOf(RunOptions? options) => options?.Clone() ?? Defaults;

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

    /// <summary>The run of the agent that calls this one as a tool; null for a run of the application.</summary>
    internal RunContext? Caller { get; init; }
}

/// <summary>Specifies when the steps of a turn are committed. A resumed turn always uses <see cref="Step"/>.</summary>
public enum Durability
{
    /// <summary>Commits each step before the next begins. A crash costs at most the step in progress.</summary>
    Step = 0,

    /// <summary>Commits all steps when the turn ends. A turn is one commit, and a crash costs the turn.</summary>
    Turn = 1,
}
