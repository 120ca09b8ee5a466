namespace Colloquy.Mcp;

/// <summary>The exception that is thrown when an MCP server could not be started or reached, died, or did not answer in time. It says nothing that the model may not see.</summary>
public sealed class McpServerException : ToolFailedException
{
    internal McpServerException(string server, string message, bool outcomeUnknown, Exception? inner)
        : base(message, inner)
    {
        Server = server;
        IsOutcomeUnknown = outcomeUnknown;
    }

    /// <summary>Gets the name of the server.</summary>
    public string Server { get; }

    /// <summary>Gets a value that indicates whether the server had been sent a call, so that the call may have taken effect.</summary>
    public bool IsOutcomeUnknown { get; }
}

/// <summary>The exception that is thrown when a tool of an MCP server says that it failed. The message is the server's.</summary>
public sealed class McpToolException : ToolFailedException
{
    internal McpToolException(string server, string tool, string message)
        : base(message)
    {
        Server = server;
        Tool = tool;
    }

    /// <summary>Gets the name of the server.</summary>
    public string Server { get; }

    /// <summary>Gets the tool's name on its server.</summary>
    public string Tool { get; }
}

/// <summary>The exception that is thrown when two tools would have the same name, which only servers without prefixes can bring about.</summary>
public sealed class McpNameClashException : ColloquyException
{
    internal McpNameClashException(string tool, string first, string second)
        : base($"The MCP servers '{first}' and '{second}' both have a tool named '{tool}'. Set PrefixTools on one of them, or leave the tool out by ToolFilter.")
    {
        Tool = tool;
        Servers = [first, second];
    }

    /// <summary>Gets the name.</summary>
    public string Tool { get; }

    /// <summary>Gets the names of the servers.</summary>
    public IReadOnlyList<string> Servers { get; }
}
