using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>An MCP server whose tools, prompts and resources agents use.</summary>
/// <remarks>
/// The <see cref="McpServers"/> that it was added to own it. Its process, or session, starts at the first use, starts again at the
/// next use after it died, and ends when they are disposed. What it stores outlives turns. Safe for many threads.
/// </remarks>
public abstract class McpServer
{
    private protected McpServer(string name)
    {
        Name = ToolNames.CheckServer(name);
        Link = new ReconnectingConnection(this);
    }

    /// <summary>Gets the server's name: 1 to 32 letters, digits and hyphens. The names of its tools begin with it.</summary>
    public string Name { get; }

    /// <summary>Gets the rule for the tools that need a person's approval.</summary>
    /// <value>The default is <see cref="McpApproval.AsAnnotated"/>.</value>
    public McpApproval Approval { get; init; }

    /// <summary>Gets the names of the tools that agents get, as the server names them; null for all.</summary>
    public Func<string, bool>? ToolFilter { get; init; }

    /// <summary>Gets a value that indicates whether the names of tools begin with the server's: <c>memory_read_graph</c>. Without, two servers' tools may clash, which is refused.</summary>
    /// <value>The default is true.</value>
    public bool PrefixTools { get; init; } = true;

    /// <summary>Gets a value that indicates whether agents get the tools <c>list_resources</c> and <c>read_resource</c>, if the server has resources.</summary>
    /// <value>The default is true.</value>
    public bool ResourceTools { get; init; } = true;

    /// <summary>Gets a value that indicates whether agents get the tools <c>list_prompts</c> and <c>get_prompt</c>, if the server has prompts.</summary>
    /// <value>The default is false: prompts are for people to choose.</value>
    public bool PromptTools { get; init; }

    /// <summary>Gets the URIs of resources that each run is shown before its input. They are read for each run.</summary>
    /// <remarks>Only where <see cref="McpServers"/> is the agent's context provider.</remarks>
    public IReadOnlyList<string> ContextResources { get; init; } = [];

    /// <summary>Gets a value that indicates whether each run is given the server's own instructions.</summary>
    /// <remarks>Only where <see cref="McpServers"/> is the agent's context provider.</remarks>
    /// <value>The default is true.</value>
    public bool UseInstructions { get; init; } = true;

    /// <summary>Gets a value that indicates whether the server stores nothing between calls. Models are not told when such a server restarts.</summary>
    /// <value>The default is false.</value>
    public bool IsStateless { get; init; }

    /// <summary>Gets the time within which the server must start, 1 second to 10 minutes.</summary>
    /// <value>The default is a minute, in which <c>npx</c> fetches a package.</value>
    public TimeSpan StartTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1), nameof(StartTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMinutes(10), nameof(StartTimeout));
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the number of attempts to start the server, 1 to 20, with growing pauses of 0.25 to 10 seconds between them.</summary>
    /// <value>The default is 4.</value>
    public int StartAttempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(StartAttempts));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 20, nameof(StartAttempts));
            field = value;
        }
    } = 4;

    /// <summary>Gets the time within which a call must end, 10 milliseconds to one day.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan CallTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(10), nameof(CallTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(CallTimeout));
            field = value;
        }
    } = TimeSpan.FromMinutes(2);

    /// <summary>Gets the number of times that the server was started or connected to so far.</summary>
    public int Starts => Link.Starts;

    /// <summary>Gets a value that indicates whether the server is there now; not when it was not needed yet, and not between its death and its next use.</summary>
    public bool IsConnected => Link.IsConnected;

    internal ReconnectingConnection Link { get; }

    /// <summary>Whether each start begins with nothing of the one before, also when the server says nothing of sessions.</summary>
    internal abstract bool BeginsAnew { get; }

    /// <summary>Whether word of changed lists is sure to arrive as long as the server lives.</summary>
    internal abstract bool HearsOfChanges { get; }

    /// <summary>Returns the tools that agents get of the server, as it lists them now.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    public async Task<IReadOnlyList<AITool>> GetToolsAsync(CancellationToken cancellationToken = default)
    {
        // Each run begins with it: a server that hangs is not to hold the run for longer than need be.
        var timeout = StartTimeout < CallTimeout ? StartTimeout : CallTimeout;
        var (tools, connection) = await Link.CallAsync(static (connection, stop) => connection.ListToolsAsync(stop), mayRepeat: true, timeout, cancellationToken).ConfigureAwait(false);
        return ToolList.Of(this, tools, connection.Client.ServerCapabilities, connection.Warn);
    }

    /// <summary>Returns the server's prompts.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    public async Task<IReadOnlyList<Prompt>> ListPromptsAsync(CancellationToken cancellationToken = default) =>
        (await Link.CallAsync(static (connection, stop) => connection.ListPromptsAsync(stop), mayRepeat: true, CallTimeout, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Returns the messages of a prompt, for a run's input or for its context.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="arguments">Its arguments by name; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    /// <exception cref="McpProtocolException">The server has no such prompt, or refuses the arguments.</exception>
    public async Task<IReadOnlyList<ChatMessage>> GetPromptAsync(string name, IReadOnlyDictionary<string, object?>? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var parameters = new JsonObject { ["name"] = name };
        if (arguments is not null)
            parameters["arguments"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Key, WireText.NodeOf(ToolCalling.ToJson(argument.Value)))));
        var prompt = await AskAsync(RequestMethods.PromptsGet, parameters, cancellationToken).ConfigureAwait(false);
        return PromptMessages.Read((prompt as JsonObject)?["messages"] ?? prompt);
    }

    /// <summary>Returns the server's resources.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    public async Task<IReadOnlyList<Resource>> ListResourcesAsync(CancellationToken cancellationToken = default) =>
        (await Link.CallAsync(static (connection, stop) => connection.ListResourcesAsync(stop), mayRepeat: true, CallTimeout, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Returns the patterns of URIs under which the server has further resources.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    public async Task<IReadOnlyList<ResourceTemplate>> ListResourceTemplatesAsync(CancellationToken cancellationToken = default) =>
        (await Link.CallAsync(static (connection, stop) => connection.ListTemplatesAsync(stop), mayRepeat: true, CallTimeout, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Returns the content of a resource: texts, and data with their media types.</summary>
    /// <param name="uri">The resource's URI.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">The server could not be started, or did not answer.</exception>
    /// <exception cref="McpProtocolException">The server has no such resource.</exception>
    public async Task<IReadOnlyList<AIContent>> ReadResourceAsync(string uri, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var read = await AskAsync(RequestMethods.ResourcesRead, new JsonObject { ["uri"] = uri }, cancellationToken).ConfigureAwait(false);
        return Blocks.ReadResource((read as JsonObject)?["contents"] ?? read);
    }

    /// <summary>What becomes of the server when it is gone, in a word.</summary>
    internal abstract string Ended { get; }

    /// <summary>How the server is there again, in a word.</summary>
    internal abstract string Begun { get; }

    /// <param name="toolsChanged">Called when the server says that its list of tools has changed, before what it sends next is read; only where <see cref="HearsOfChanges"/>.</param>
    internal abstract IClientTransport CreateTransport(Action toolsChanged);

    private async Task<JsonNode?> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken) =>
        (await Link.CallAsync((connection, stop) => connection.AskAsync(method, (JsonObject)parameters.DeepClone(), stop), mayRepeat: true, CallTimeout, cancellationToken).ConfigureAwait(false)).Answer;
}
