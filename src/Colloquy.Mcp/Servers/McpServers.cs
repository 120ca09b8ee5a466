using System.Collections;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Mcp;

/// <summary>Owns MCP servers and their processes, which run until it is disposed, whichever agents, sessions and turns use them.</summary>
/// <remarks>
/// As a context provider of an agent it gives each run the tools that the servers have then, so that a changed list is seen at the next run.
/// Where a server cannot be started, the turn fails; with <see cref="ContextProvider.ContinueOnError"/> it continues without that server, and the model is told. Safe for many threads once the servers are added.
/// </remarks>
/// <param name="loggerFactory">Makes the logger for starts, deaths, and what servers write to standard error; null for no logging.</param>
/// <param name="timeProvider">The clock of the pauses between starts; null for the system's.</param>
public sealed class McpServers(ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null) : ContextProvider, IEnumerable<McpServer>, IAsyncDisposable
{
    private readonly List<McpServer> _servers = [];
    private readonly ILogger _logger = loggerFactory?.CreateLogger<McpServers>() ?? NullLogger<McpServers>.Instance;

    /// <summary>Gets the source of what the servers add to a run, and the name under which sessions remember which of their processes they used: <c>mcp</c>.</summary>
    public override string Name => ReconnectingConnection.StateName;

    /// <summary>Gets a server by its name.</summary>
    /// <param name="name">The server's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such server.</exception>
    public McpServer this[string name] => _servers.Find(server => server.Name == name)
        ?? throw new KeyNotFoundException($"There is no MCP server '{name}'. The servers are: {string.Join(", ", _servers.Select(server => server.Name))}.");

    /// <summary>Adds a server. It is not started yet.</summary>
    /// <param name="server">The server.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or the server belongs to others.</exception>
    public void Add(McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (_servers.Exists(other => other.Name == server.Name))
            throw new ArgumentException($"There is an MCP server '{server.Name}' already. Give each a name of its own.", nameof(server));

        server.Link.BelongTo(_logger, timeProvider ?? TimeProvider.System);
        _servers.Add(server);
    }

    /// <summary>Returns the tools of all servers, as they list them now.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="McpServerException">A server could not be started, or did not answer.</exception>
    /// <exception cref="McpNameClashException">Two tools would have the same name.</exception>
    public async Task<IReadOnlyList<AITool>> GetToolsAsync(CancellationToken cancellationToken = default)
    {
        var tools = await Task.WhenAll(_servers.Select(server => server.GetToolsAsync(cancellationToken))).ConfigureAwait(false);
        return Join(_servers.Zip(tools));
    }

    /// <inheritdoc/>
    public IEnumerator<McpServer> GetEnumerator() => _servers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Ends the servers' processes and sessions.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_servers.Select(server => server.Link.DisposeAsync().AsTask())).ConfigureAwait(false);

    /// <summary>Gives a run the servers' tools, instructions and <see cref="McpServer.ContextResources"/>.</summary>
    /// <param name="request">The run.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        var offers = await Task.WhenAll(_servers.Select(server => ServerOffer.AskAsync(server, ContinueOnError, _logger, cancellationToken))).ConfigureAwait(false);
        request.AddTools(Join(_servers.Zip(offers, (server, offer) => (server, offer.Tools))));
        foreach (var offer in offers)
        {
            if (offer.Instructions is { } instructions)
                request.AddInstructions(instructions);
            request.AddMessages(offer.Messages);
        }
    }

    private static List<AITool> Join(IEnumerable<(McpServer Server, IReadOnlyList<AITool> Tools)> offered)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var joined = new List<AITool>();
        foreach (var (server, tools) in offered)
        {
            foreach (var tool in tools)
            {
                if (!owners.TryAdd(tool.Name, server.Name))
                    throw new McpNameClashException(tool.Name, owners[tool.Name], server.Name);

                joined.Add(tool);
            }
        }

        return joined;
    }
}
