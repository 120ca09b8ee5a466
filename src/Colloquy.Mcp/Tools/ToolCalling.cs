using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>Calls a tool of a server, and says beside the result when the server is no longer the one that the session knew.</summary>
internal static class ToolCalling
{
    public static async ValueTask<object?> CallAsync(McpServer server, string tool, AIFunctionArguments arguments, bool idempotent, CancellationToken cancellationToken)
    {
        var sent = arguments.ToDictionary(argument => argument.Key, argument => ToJson(argument.Value));
        var (result, connection) = await server.Link.CallAsync((connection, stop) => connection.CallToolAsync(tool, sent, stop), idempotent, server.CallTimeout, cancellationToken).ConfigureAwait(false);

        var isNew = RunContext.From(arguments) is { } run && await IsNewAsync(run, server, connection, cancellationToken).ConfigureAwait(false);
        var note = isNew ? $"[The MCP server '{server.Name}' was {server.Begun} anew since it was last used in this conversation; what it kept in memory before may be lost.]" : null;
        if (result.IsError)
            throw new McpToolException(server.Name, tool, Say(note, result.Complaint));

        return note is null ? result.Value : ServerResult.With(note, result.Value);
    }

    /// <summary>An argument as JSON.</summary>
    public static JsonElement ToJson(object? value) => value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value?.GetType() ?? typeof(object)));

    /// <summary>Whether the session knows another life of the server; it knows this one from now on.</summary>
    private static async ValueTask<bool> IsNewAsync(RunContext run, McpServer server, Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Instance is not { } instance)
            return false;

        var state = run.State.WithPrefix(ReconnectingConnection.StateName);
        var known = await state.GetAsync<string>(server.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (known != instance)
            await state.SetAsync(server.Name, instance, cancellationToken: cancellationToken).ConfigureAwait(false);
        return known is not null && known != instance;
    }

    private static string Say(string? note, string message) => note is null ? message : $"{message} {note}";
}
