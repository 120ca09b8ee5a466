using ModelContextProtocol.Client;

namespace Colloquy.Mcp;

/// <summary>An MCP server that is reached over HTTP: streamable, or the older server-sent events where the server knows nothing else.</summary>
/// <param name="name">The server's name: 1 to 32 letters, digits and hyphens.</param>
/// <param name="endpoint">Its address.</param>
public sealed class HttpMcpServer(string name, Uri endpoint) : McpServer(name)
{
    /// <summary>Gets the server's address.</summary>
    public Uri Endpoint { get; } = endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? endpoint : throw new ArgumentException("The address of an MCP server is absolute and begins with http or https.", nameof(endpoint));

    /// <summary>Gets the headers of each request, such as <c>Authorization</c>. Never logged.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the client that sends the requests, for servers that need more than headers; null for a client of the server's own. It is not disposed.</summary>
    public HttpClient? Client { get; init; }

    internal override bool BeginsAnew => false;

    internal override bool HearsOfChanges => false;

    internal override string Ended => "was lost";

    internal override string Begun => "connected to";

    internal override IClientTransport CreateTransport(Action toolsChanged)
    {
        var options = new HttpClientTransportOptions
        {
            Name = Name,
            Endpoint = Endpoint,
            AdditionalHeaders = Headers.ToDictionary(),
            ConnectionTimeout = StartTimeout,
            MaxReconnectionAttempts = 2,
        };
        HttpMessageHandler inner = Client is null ? new SocketsHttpHandler() : new ForwardingHandler(Client);
        return new HttpClientTransport(options, new HttpClient(new TolerantHandler(this, inner)) { Timeout = Timeout.InfiniteTimeSpan }, loggerFactory: null, ownsHttpClient: true);
    }
}
