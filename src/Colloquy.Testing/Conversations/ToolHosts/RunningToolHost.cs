using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a tool host of a running conversation. A test calls it to look at the host's state.</summary>
public sealed class RunningToolHost
{
    private readonly ToolHost _host;
    private readonly IReadOnlyList<AIFunction> _tools;
    private readonly ObservationSink _sink;

    private RunningToolHost(ToolHost host, IReadOnlyList<AIFunction> tools, ObservationSink sink, TimeProvider time)
    {
        (_host, _tools, _sink) = (host, tools, sink);
        ObservedTools = [.. tools.Select(tool => new ObservedTool(tool, host.Name, host.GetOwnName(tool.Name), sink, time))];
    }

    /// <summary>Gets the name of the host.</summary>
    public string Name => _host.Name;

    /// <summary>Gets the names of the host's tools: their own, without what the host adds for models.</summary>
    public IReadOnlyList<string> Tools => [.. _tools.Select(tool => _host.GetOwnName(tool.Name))];

    internal IReadOnlyList<AIFunction> ObservedTools { get; }

    internal IEnumerable<KnownTool> KnownTools => _tools.Select(tool => new KnownTool(Name, _host.GetOwnName(tool.Name), tool.Name, tool.JsonSchema));

    /// <summary>Returns the tools of hosts by the names that models are shown. Of a name that two hosts have, it is not known whose it is.</summary>
    internal static IReadOnlyDictionary<string, HostTool> ByName(IEnumerable<RunningToolHost> hosts) =>
        hosts.SelectMany(host => host._tools.Select(tool => new HostTool(host.Name, host._host.GetOwnName(tool.Name), tool.Name)))
            .GroupBy(tool => tool.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count() == 1 ? group.Single() : group.First() with { Host = null }, StringComparer.Ordinal);

    /// <summary>Calls a tool of the host. The call is the test's, not the agent's: no turn contains it. A cassette records and replays it, so that a replayed conversation needs no host.</summary>
    /// <param name="tool">The tool's name: its own, or the one that models are shown.</param>
    /// <param name="arguments">The arguments: an object whose properties they are, or a dictionary; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result as JSON; a string where the result is text.</returns>
    /// <exception cref="ArgumentException">The host has no such tool.</exception>
    /// <exception cref="ToolHostException">The host has lost its state, so the result says nothing of what the agent did.</exception>
    public async Task<JsonElement> CallAsync(string tool, object? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var function = _tools.FirstOrDefault(function => function.Name == tool) ?? _tools.FirstOrDefault(function => _host.GetOwnName(function.Name) == tool)
            ?? throw new ArgumentException($"The tool host '{Name}' has no tool '{tool}'. It has: {string.Join(", ", Tools)}.", nameof(tool));

        CallNote.Current.Value = new CallNote { By = Caller.Test };
        var given = ToArguments(arguments);
        var written = ToolResultText.Write(given.ToDictionary());
        var result = await function.InvokeAsync(given, cancellationToken).ConfigureAwait(false);
        if (FindLoss() is { } loss)
            throw loss;

        var json = ToolResultText.ToJson(result) ?? JsonSerializer.SerializeToElement(ToolResultText.Of(result));
        _sink.Add(new SeenHostState(Name, _host.GetOwnName(function.Name), written, json));
        return json;
    }

    internal static async ValueTask<RunningToolHost> StartAsync(ToolHost host, ObservationSink sink, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return new(host, await host.StartAsync(cancellationToken).ConfigureAwait(false), sink, time);
        }
        catch (Exception error) when (error is not IBlame && !cancellationToken.IsCancellationRequested)
        {
            throw new ToolHostException(host.Name, $"The tool host '{host.Name}' did not start: {error.Message}", error);
        }
    }

    internal static RunningToolHost Find(IReadOnlyList<RunningToolHost> hosts, string name, string conversation) =>
        hosts.FirstOrDefault(host => host.Name == name)
        ?? throw new ArgumentException(hosts.Count == 0 ? $"The conversation '{conversation}' has no tool hosts. Add one by AddToolHost." : $"The conversation '{conversation}' has no tool host '{name}'. It has: {string.Join(", ", hosts.Select(host => host.Name))}.", nameof(name));

    /// <summary>Repeats a call that an agent made in another conversation.</summary>
    internal async Task RepeatAsync(ObservedToolCall call, CancellationToken cancellationToken)
    {
        CallNote.Current.Value = new CallNote { By = Caller.Fork };
        if (_tools.FirstOrDefault(function => function.Name == call.Name) is { } function)
            await function.InvokeAsync(new AIFunctionArguments(call.Arguments.ToDictionary()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The exception for a host that has lost its state; null for one that has not.</summary>
    internal ToolHostException? FindLoss(Exception? inner = null) =>
        _host.FindLoss() is { } loss ? new ToolHostException(Name, $"The tool host '{Name}' has lost its state. {loss} Find out why it ended; its output and its exit code can say it.", inner) : null;

    internal async ValueTask StopAsync()
    {
        try
        {
            await _host.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw new ToolHostException(Name, $"The tool host '{Name}' did not stop cleanly: {error.Message}", error);
        }
    }

    private static AIFunctionArguments ToArguments(object? arguments) => arguments switch
    {
        null => [],
        IEnumerable<KeyValuePair<string, object?>> pairs => new AIFunctionArguments(pairs.ToDictionary()),
        _ => new AIFunctionArguments(JsonSerializer.SerializeToElement(arguments, AIJsonUtilities.DefaultOptions).EnumerateObject().ToDictionary(property => property.Name, object? (property) => property.Value)),
    };
}
