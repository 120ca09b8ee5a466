using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>A server from one start to its end.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private readonly ListVersion _version;
    private readonly bool _keepsList;
    private (int Version, IReadOnlyList<Tool> Tools)? _tools;
    private int _isLost;
    private int _calls;

    private Connection(McpServer server, McpClient client, ListVersion version, string? instance)
    {
        (Client, _version, Instance) = (client, version, instance);

        // Word of changes comes unasked only on a channel that lives as long as the server. Later protocols have clients subscribe to it; asking at each run is as good.
        _keepsList = client.ServerCapabilities.Tools?.ListChanged != true
            || (server.HearsOfChanges && string.CompareOrdinal(client.NegotiatedProtocolVersion, "2026") < 0);
    }

    public McpClient Client { get; }

    /// <summary>Names this life of the server, where a later one would know nothing of it; null when it keeps nothing anyway.</summary>
    public string? Instance { get; }

    /// <summary>Whether the server is gone.</summary>
    public bool IsLost => _isLost != 0 || Client.Completion.IsCompleted;

    /// <summary>Whether the server did not answer in time, and may do nothing at all any more.</summary>
    public bool IsSuspect { get; set; }

    public static async Task<Connection> OpenAsync(McpServer server, string instance, CancellationToken cancellationToken)
    {
        var version = new ListVersion();
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "colloquy", Version = typeof(McpServer).Assembly.GetName().Version!.ToString(3) },
            InitializationTimeout = server.StartTimeout,
            Handlers = new McpClientHandlers
            {
                NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, (_, _) => version.Change())],
            },
        };
        var transport = server.CreateTransport();
        try
        {
            // Without a logger: what the client would log of requests is for the session's log alone.
            var client = await McpClient.CreateAsync(transport, options, loggerFactory: null, cancellationToken).ConfigureAwait(false);
            return new Connection(server, client, version, !server.IsStateless && (server.BeginsAnew || client.SessionId is not null) ? instance : null);
        }
        catch
        {
            if (transport is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the server up. False when it was given up before.</summary>
    public bool GiveUp() => Interlocked.Exchange(ref _isLost, 1) == 0;

    /// <summary>Lists the tools; from memory while nothing has changed.</summary>
    public async ValueTask<IReadOnlyList<Tool>> ListToolsAsync(CancellationToken cancellationToken)
    {
        var version = _version.Current;
        if (_keepsList && _tools is { } kept && kept.Version == version)
            return kept.Tools;
        if (Client.ServerCapabilities.Tools is null)
            return [];

        var listed = await Client.ListToolsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Tool> tools = [.. listed.Select(tool => tool.ProtocolTool)];
        _tools = (version, tools);
        return tools;
    }

    /// <summary>Calls a tool. When that is cancelled, the server is told.</summary>
    public async ValueTask<CallToolResult> CallToolAsync(string tool, IDictionary<string, JsonElement> arguments, CancellationToken cancellationToken)
    {
        var id = new RequestId($"call-{Interlocked.Increment(ref _calls)}");
        try
        {
            return await Client.SendRequestAsync<CallToolRequestParams, CallToolResult>(RequestMethods.ToolsCall, new CallToolRequestParams { Name = tool, Arguments = arguments }, requestId: id, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !IsLost)
        {
            await TellCancelledAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the server still answers, and knows the session.</summary>
    public async ValueTask<bool> AnswersAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await Client.ListToolsAsync(cancellationToken: limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (McpProtocolException e)
        {
            return (int)e.ErrorCode != Trouble.ServerError;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // The protocol's client would tell it too, but takes its word back when the wait for the answer ends first, as it does.
    private async ValueTask TellCancelledAsync(RequestId id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await Client.SendNotificationAsync(NotificationMethods.CancelledNotification, new CancelledNotificationParams { RequestId = id }, cancellationToken: limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (limit.IsCancellationRequested || IsLost)
        {
        }
        catch (Exception e) when (e is IOException or HttpRequestException or McpException)
        {
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    /// <summary>Counts how often the server said that its list of tools has changed.</summary>
    private sealed class ListVersion
    {
        private int _current;

        public int Current => Volatile.Read(ref _current);

        public ValueTask Change()
        {
            Interlocked.Increment(ref _current);
            return ValueTask.CompletedTask;
        }
    }
}
