using ModelContextProtocol.Client;

namespace Colloquy.Mcp;

/// <summary>An MCP server that runs as a process of its own and is talked with over its standard input and output.</summary>
/// <param name="name">The server's name: 1 to 32 letters, digits and hyphens.</param>
/// <param name="command">The program.</param>
/// <param name="arguments">Its arguments.</param>
public sealed class StdioMcpServer(string name, string command, params IReadOnlyList<string> arguments) : McpServer(name)
{
    /// <summary>Gets the program.</summary>
    public string Command { get; } = !string.IsNullOrWhiteSpace(command) ? command : throw new ArgumentException("The command is empty.", nameof(command));

    /// <summary>Gets the folder that the process runs in; null for the present one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets the environment variables of the process; a null value removes a variable. They are never logged.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Gets a value that indicates whether the process inherits every environment variable of this process, including keys of models, rather than only those that programs need to start, such as <c>PATH</c> and <c>HOME</c>.</summary>
    /// <value>The default is false.</value>
    public bool InheritEnvironment { get; init; }

    internal override bool BeginsAnew => true;

    internal override bool HearsOfChanges => true;

    internal override string Ended => "died";

    internal override string Begun => "started";

    internal override IClientTransport CreateTransport(Action toolsChanged) => new ProcessTransport(this, arguments, toolsChanged);
}
