using Microsoft.Extensions.Logging;

namespace Colloquy.Mcp;

/// <summary>What servers' lives log. No arguments, headers or environment; what a server itself writes only at Debug.</summary>
internal static partial class McpLog
{
    [LoggerMessage(1, LogLevel.Information, "MCP server '{Server}' is there ({Protocol}), start {Start}.")]
    public static partial void Started(ILogger logger, string server, string? protocol, int start);

    [LoggerMessage(2, LogLevel.Warning, "MCP server '{Server}' could not be started, attempt {Attempt} of {Attempts}: {Reason}.")]
    public static partial void NotStarted(ILogger logger, string server, int attempt, int attempts, string reason);

    [LoggerMessage(3, LogLevel.Warning, "MCP server '{Server}' is gone: {Reason}. It is started anew when it is needed.")]
    public static partial void Lost(ILogger logger, string server, string reason);

    [LoggerMessage(4, LogLevel.Warning, "MCP server '{Server}' did not answer a call within {Timeout}.")]
    public static partial void TimedOut(ILogger logger, string server, TimeSpan timeout);

    [LoggerMessage(5, LogLevel.Warning, "The turn goes on without MCP server '{Server}'.")]
    public static partial void Skipped(ILogger logger, Exception exception, string server);

    [LoggerMessage(6, LogLevel.Debug, "MCP server '{Server}' writes: {Line}")]
    public static partial void StandardError(ILogger logger, string server, string line);

    [LoggerMessage(7, LogLevel.Warning, "MCP server '{Server}' sent what cannot be used: {What}")]
    public static partial void Odd(ILogger logger, string server, string what);

    [LoggerMessage(8, LogLevel.Warning, "The turn goes on without the resource {Uri} of MCP server '{Server}'.")]
    public static partial void SkippedResource(ILogger logger, Exception exception, string uri, string server);
}
