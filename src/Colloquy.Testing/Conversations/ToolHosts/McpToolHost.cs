using Colloquy.Mcp;

namespace Colloquy.Testing;

/// <summary>Represents an MCP server that belongs to one conversation: a process that starts and ends with it, or a connection over HTTP.</summary>
/// <param name="server">The server. Its name is the name of the host.</param>
public sealed class McpToolHost(McpServer server) : ToolHost((server ?? throw new ArgumentNullException(nameof(server))).Name)
{
    private readonly McpServers _servers = [server];

    /// <summary>Gets the server.</summary>
    public McpServer Server { get; } = server;

    /// <inheritdoc />
    public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) =>
        [.. (await Server.GetToolsAsync(cancellationToken).ConfigureAwait(false)).OfType<AIFunction>()];

    /// <inheritdoc />
    public override string GetOwnName(string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return Server.PrefixTools && tool.StartsWith(Name + "_", StringComparison.Ordinal) ? tool[(Name.Length + 1)..] : tool;
    }

    /// <inheritdoc />
    /// <remarks>A server over HTTP can outlive its connection, and one that stores nothing between calls (<see cref="McpServer.IsStateless"/>) loses nothing.</remarks>
    public override string? FindLoss() =>
        Server is not StdioMcpServer { IsStateless: false, Starts: > 0 } || Server is { Starts: 1, IsConnected: true } ? null
            : $"The MCP server '{Name}' died{(Server.Starts > 1 ? " and was started again" : "")}, so what it kept in memory is lost.";

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
