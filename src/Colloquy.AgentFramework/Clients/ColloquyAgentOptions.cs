namespace Colloquy.AgentFramework;

/// <summary>Represents the options of an agent of Agent Framework that concern its sessions in a store.</summary>
public sealed class ColloquyAgentOptions
{
    /// <summary>Gets or sets the function that creates the key of each new session, for example with the user of the current request; null for a key with a new id and without a user.</summary>
    public Func<SessionKey>? NewKey { get; set; }

    /// <summary>Gets or sets the options by which sessions are opened; null for the defaults.</summary>
    public OpenSessionOptions? Session { get; set; }

    /// <summary>Gets or sets the options of every run, such as limits, the window, approvals and the lease; null for the defaults. They are copied when the agent is created.</summary>
    /// <remarks>
    /// <see cref="RunOptions.ChatOptions"/> must be null: the options for the model are those of Agent Framework, for the agent or for a run.
    /// <see cref="RunOptions.ContextProviders"/> are called before those of Agent Framework.
    /// </remarks>
    public RunOptions? Run { get; set; }

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
}
