using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Hosting;

/// <summary>Represents the options of a registered agent. They are named options: the name is that of the agent.</summary>
/// <remarks>
/// The configuration section <c>Colloquy:Agents:NAME</c> is applied after the code. It sets <see cref="Model"/>, <see cref="Instructions"/>, <see cref="Limits"/>, <see cref="ApprovalExpiry"/>, <see cref="Durability"/>,
/// <see cref="ParallelTools"/> and <see cref="IncludeDetailedErrors"/>. The agent is created from the options once, when the host starts.
/// </remarks>
public sealed class AgentOptions
{
    /// <summary>Gets or sets the name of the model: the key of an <see cref="IChatClient"/> in the container, such as <c>openai/gpt-5-mini</c> with <c>UseModels</c>; null for the <see cref="IChatClient"/> that has no key.</summary>
    /// <value>The default is null.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the function that returns the model's client, in place of <see cref="Model"/>; null to take the client from the container.</summary>
    /// <value>The default is null.</value>
    public Func<IServiceProvider, IChatClient>? ChatClient { get; set; }

    /// <summary>Gets or sets the instructions of the agent, which are never stored as a message.</summary>
    /// <value>The default is null.</value>
    public string? Instructions { get; set; }

    /// <summary>Gets or sets the function that computes the instructions for each run, in place of <see cref="Instructions"/>.</summary>
    /// <value>The default is null.</value>
    public Func<RunContext, ValueTask<string?>>? InstructionsFactory { get; set; }

    /// <summary>Gets or sets the limits of a turn.</summary>
    /// <value>The default is the limits of an agent.</value>
    public RunLimits Limits { get; set => field = NotNull(value, nameof(Limits)); } = new();

    /// <summary>Gets or sets the tools that the model may call. <see cref="AddTool"/> adds methods that use services of the application.</summary>
    /// <value>The default is none.</value>
    public IList<AITool> Tools { get; set => field = NotNull(value, nameof(Tools)); } = [];

    /// <summary>Gets or sets the rules for tool calls that need a person's approval; the first rule for a tool decides. The host does not start when a rule names a tool that the agent does not have and that no context provider or middleware can add.</summary>
    /// <value>The default is none: a tool needs approval when it is an <see cref="ApprovalRequiredAIFunction"/>.</value>
    public IList<ApprovalRule> Approvals { get; set => field = NotNull(value, nameof(Approvals)); } = [];

    /// <summary>Gets or sets the time that a person has to answer a request for approval, after which the call counts as refused; null for no end.</summary>
    /// <value>Above zero, up to 3,650 days. The default is null.</value>
    public TimeSpan? ApprovalExpiry
    {
        get;
        set
        {
            if (value is { } expiry)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expiry, TimeSpan.Zero, nameof(ApprovalExpiry));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(expiry, TimeSpan.FromDays(3_650), nameof(ApprovalExpiry));
            }

            field = value;
        }
    }

    /// <summary>Gets or sets the providers that add messages, instructions and tools to each run, in this order.</summary>
    /// <value>The default is none.</value>
    public IList<ContextProvider> ContextProviders { get; set => field = NotNull(value, nameof(ContextProviders)); } = [];

    /// <summary>Gets or sets the middleware around the agent's runs, model calls and tool calls, the first outermost.</summary>
    /// <value>The default is none.</value>
    public IList<AgentMiddleware> Middleware { get; set => field = NotNull(value, nameof(Middleware)); } = [];

    /// <summary>Gets or sets the usage limits of sessions and users, checked before each model call.</summary>
    /// <value>The default is no limit.</value>
    public IList<UsageLimit> UsageLimits { get; set => field = NotNull(value, nameof(UsageLimits)); } = [];

    /// <summary>Gets or sets the strategies that decide what the model sees of a session; null for the default of an agent.</summary>
    /// <value>The default is null.</value>
    public WindowPipeline? Window { get; set; }

    /// <summary>Gets or sets the options for the model; null for the model's own.</summary>
    /// <value>The default is null.</value>
    public ChatOptions? ChatOptions { get; set; }

    /// <summary>Gets or sets the prices by which model calls are recorded; null for the prices that come with Colloquy.</summary>
    /// <value>The default is null.</value>
    public PriceTable? Prices { get; set; }

    /// <summary>Gets or sets a value that specifies when the steps of a turn are committed.</summary>
    /// <value>The default is <see cref="Durability.Step"/>.</value>
    public Durability Durability { get; set; }

    /// <summary>Gets or sets a value that indicates whether the calls of one response run at the same time rather than one after the other.</summary>
    /// <value>The default is false.</value>
    public bool ParallelTools { get; set; }

    /// <summary>Gets or sets a value that indicates whether the model and the log receive the messages of exceptions that tools throw. Such a message may contain connection strings, addresses, or data of other users.</summary>
    /// <value>The default is false.</value>
    public bool IncludeDetailedErrors { get; set; }

    internal List<ToolMethod> Methods { get; } = [];

    internal List<HandoffTarget> HandoffTargets { get; } = [];

    /// <summary>Adds a method as a tool. A parameter whose type is a registered service, and one with <c>[FromKeyedServices]</c>, is taken from the services of the run and hidden from the model. Any other parameter is an argument; the host does not start when JSON cannot create its type.</summary>
    /// <param name="method">The method. It may have a parameter of type <see cref="RunContext"/>, which is filled in and hidden as well.</param>
    /// <param name="name">The name of the tool; null for the name of the method.</param>
    /// <param name="description">The description of the tool; null for the description attribute of the method.</param>
    /// <param name="idempotent">true when a repeated call with the same arguments changes nothing more, so that a resumed turn may repeat it; otherwise, false.</param>
    /// <param name="json">The options by which arguments are read and results are written; null for the defaults.</param>
    public void AddTool(Delegate method, string? name = null, string? description = null, bool idempotent = false, JsonSerializerOptions? json = null) =>
        Methods.Add(new ToolMethod(method ?? throw new ArgumentNullException(nameof(method)), name, description, idempotent, json));

    /// <summary>Adds a handoff: the model may hand the conversation over to another registered agent, by a tool of its own.</summary>
    /// <param name="agent">The name of the other agent. Agents may hand over to each other.</param>
    /// <param name="description">The description of when to hand over, which the model is given; null for the agent's name alone.</param>
    /// <param name="toolName">The name of the tool; null for <c>transfer_to_</c> and the agent's name.</param>
    /// <param name="window">The strategies that decide what the other agent sees of the conversation; null for its own.</param>
    public void HandOffTo(string agent, string? description = null, string? toolName = null, WindowPipeline? window = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(agent);
        HandoffTargets.Add(new HandoffTarget(agent, description, toolName, window));
    }

    private static T NotNull<T>(T value, string name)
        where T : class => value ?? throw new ArgumentNullException(name);
}

/// <summary>A method that becomes a tool when the container is known.</summary>
internal sealed record ToolMethod(Delegate Method, string? Name, string? Description, bool Idempotent, JsonSerializerOptions? Json);

/// <summary>A handoff to an agent that may not exist yet.</summary>
internal sealed record HandoffTarget(string Agent, string? Description, string? ToolName, WindowPipeline? Window);
