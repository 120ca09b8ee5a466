using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A run, as middleware sees it.</summary>
public sealed record RunRequest
{
    /// <summary>Gets the agent that the application runs.</summary>
    public required Agent Agent { get; init; }

    /// <summary>Gets the session.</summary>
    public required Session Session { get; init; }

    /// <summary>Gets the turn's input; empty when a turn is resumed or run again with the input that it had.</summary>
    public required IReadOnlyList<ChatMessage> Input { get; init; }

    /// <summary>Gets the options of the run. Do not change them.</summary>
    public required RunOptions Options { get; init; }
}

/// <summary>A model call, as middleware sees it.</summary>
public sealed record ModelRequest
{
    /// <summary>Gets the run.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Gets the messages that the model is to be sent. Messages themselves are not to be changed; put a copy in their place.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the options, instructions and tools in them; null for none. Not to be changed; put a copy in their place.</summary>
    public required ChatOptions? Options { get; init; }
}

/// <summary>The call of a tool, as middleware sees it.</summary>
public sealed record ToolRequest
{
    /// <summary>Gets the run.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Gets the tool.</summary>
    public required AIFunction Tool { get; init; }

    /// <summary>Gets the id that the model gave the call.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the arguments; null when the model sent none.</summary>
    public required IReadOnlyDictionary<string, object?>? Arguments { get; init; }
}
