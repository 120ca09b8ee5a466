namespace Colloquy.AgentFramework;

/// <summary>Represents the options of an agent of Agent Framework that concern its sessions in a store.</summary>
public sealed class ColloquyAgentOptions
{
    /// <summary>Gets or sets the function that creates the key of each new session, for example with the user of the current request; null for a key with a new id and without a user.</summary>
    public Func<SessionKey>? NewKey { get; set; }

    /// <summary>Gets or sets the strategies that decide what the model sees of a session.</summary>
    /// <value>The default is <see cref="WindowPipeline.Default"/>: the whole history up to 100,000 tokens; beyond that, the newest 50,000 tokens.</value>
    public WindowPipeline Window
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Window));
            field = value;
        }
    } = WindowPipeline.Default;

    /// <summary>Gets or sets the limits of a turn.</summary>
    public RunLimits Limits
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Limits));
            field = value;
        }
    } = new();

    /// <summary>Gets or sets the usage limits of sessions and users, checked before each model call.</summary>
    /// <value>The default is no limit.</value>
    public IReadOnlyList<UsageLimit> UsageLimits
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(UsageLimits));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets the prices by which model calls are recorded.</summary>
    /// <value>The default is <see cref="PriceTable.Default"/>.</value>
    public PriceTable Prices
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Prices));
            field = value;
        }
    } = PriceTable.Default;

    /// <summary>Gets or sets a value that specifies when the steps of a turn are committed.</summary>
    /// <value>The default is <see cref="Durability.Step"/>.</value>
    public Durability Durability { get; set; }

    /// <summary>Gets or sets the policy for a session on which a turn is already running, in this process or another.</summary>
    /// <value>The default is <see cref="BusyPolicy.Enqueue"/>.</value>
    public BusyPolicy WhenBusy { get; set; } = BusyPolicy.Enqueue;

    /// <summary>Gets or sets what happens to calls that wait for a person on the branch when a run has new input.</summary>
    /// <value>The default is <see cref="WhenWaiting.Keep"/>.</value>
    public WhenWaiting WhenWaiting { get; set; }

    /// <summary>Gets or sets the duration of a run's lease, 1 second to 1 hour. After a process ends, another process can resume its turn when this time has passed.</summary>
    /// <value>The default is 15 seconds.</value>
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

    /// <summary>Gets or sets the rules for tool calls that need a person's approval, in addition to <c>ApprovalRequiredAIFunction</c>. The first rule for a tool decides.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<ApprovalRule> Approvals
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Approvals));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets Colloquy's context providers, such as memory, called before those of Agent Framework.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<ContextProvider> ContextProviders
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ContextProviders));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets the middleware around runs, model calls and tool calls, the first outermost.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<AgentMiddleware> Middleware
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Middleware));
            field = value;
        }
    } = [];

    /// <summary>Gets or sets a value that indicates whether the model and the log receive the messages of exceptions that tools throw.</summary>
    /// <value>The default is false: they receive the type of the exception only.</value>
    public bool IncludeDetailedErrors { get; set; }

    /// <summary>Gets or sets the options by which sessions are opened; null for the defaults.</summary>
    public OpenSessionOptions? Session { get; set; }
}
