using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>A server from one start to its end.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly ListVersion _version;
    private readonly ServerLists _lists;
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);
    private readonly bool _keepsList;
    private (int Version, IReadOnlyList<Tool> Tools)? _tools;
    private int _isLost;
    private int _calls;

    private Connection(McpServer server, McpClient client, ListVersion version, string? instance)
    {
        (_server, Client, _version, Instance) = (server, client, version, instance);
        _lists = new ServerLists(Warn);

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
                NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                {
                    version.Change();
                    return ValueTask.CompletedTask;
                })],
            },
        };
        var transport = server.CreateTransport(version.Change);
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

        IReadOnlyList<Tool> tools = [.. (await ListAsync(RequestMethods.ToolsList, "tools", _lists.ReadTool, cancellationToken).ConfigureAwait(false)).Where(IsKnown)];
        _tools = (version, tools);
        return tools;
    }

    public async ValueTask<IReadOnlyList<Prompt>> ListPromptsAsync(CancellationToken cancellationToken) =>
        Client.ServerCapabilities.Prompts is null ? [] : await ListAsync(RequestMethods.PromptsList, "prompts", _lists.ReadPrompt, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Resource>> ListResourcesAsync(CancellationToken cancellationToken) =>
        Client.ServerCapabilities.Resources is null ? [] : await ListAsync(RequestMethods.ResourcesList, "resources", _lists.ReadResource, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ResourceTemplate>> ListTemplatesAsync(CancellationToken cancellationToken) =>
        Client.ServerCapabilities.Resources is null ? [] : await ListAsync(RequestMethods.ResourcesTemplatesList, "resourceTemplates", _lists.ReadTemplate, cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a request. The result is JSON, which is read here and not by the protocol's client: that gives a whole result up for one odd value.</summary>
    public async ValueTask<JsonNode?> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken, RequestId id = default)
    {
        var response = await Client.SendRequestAsync(new JsonRpcRequest { Id = id, Method = method, Params = parameters }, cancellationToken).ConfigureAwait(false);
        return response.Result;
    }

    /// <summary>Calls a tool. When that is cancelled, the server is told.</summary>
    public async ValueTask<ServerResult> CallToolAsync(string tool, IDictionary<string, JsonElement> arguments, CancellationToken cancellationToken)
    {
        var id = new RequestId($"call-{Interlocked.Increment(ref _calls)}");
        try
        {
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Key, WireText.NodeOf(argument.Value)))) };
            return ServerResult.Read(await AskAsync(RequestMethods.ToolsCall, parameters, cancellationToken, id).ConfigureAwait(false));
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
            await AskAsync(RequestMethods.ToolsList, [], limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (McpProtocolException e)
        {
            return (int)e.ErrorCode != FaultClassifier.ServerError;
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

    private ValueTask<IReadOnlyList<T>> ListAsync<T>(string method, string property, Func<JsonNode?, T?> read, CancellationToken cancellationToken)
        where T : class =>
        _lists.ReadAsync(property, cursor => AskAsync(method, cursor is null ? [] : new JsonObject { ["cursor"] = cursor }, cancellationToken), read);

    // The protocol's client looks up by the tool which of its arguments travel in headers, too.
    private bool IsKnown(Tool tool)
    {
        try
        {
            Client.AddKnownTools([tool]);
            return true;
        }
        catch (ArgumentException e)
        {
            Warn($"the tool '{tool.Name}' is left out: {e.Message}");
            return false;
        }
    }

    // Lists are asked for again and again: what is wrong with one is said once in a life of the server.
    public void Warn(string what)
    {
        if (_warned.TryAdd(what, true))
            McpLog.Odd(_server.Link.Logger, _server.Name, what);
    }

    /// <summary>Counts how often the server said that its list of tools has changed.</summary>
    private sealed class ListVersion
    {
        private int _current;

        public int Current => Volatile.Read(ref _current);

        public void Change() => Interlocked.Increment(ref _current);
    }
}
