using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents a run to middleware.</summary>
public sealed record RunRequest
{
    /// <summary>Gets the agent that the application runs.</summary>
    public required Agent Agent { get; init; }

    /// <summary>Gets the session.</summary>
    public required Session Session { get; init; }

    /// <summary>Gets the turn's input; empty when a turn is resumed, or run again with its own input.</summary>
    public required IReadOnlyList<ChatMessage> Input { get; init; }

    /// <summary>Gets the options of the run. Do not change them.</summary>
    public required RunOptions Options { get; init; }
}

/// <summary>Represents a model call to middleware.</summary>
public sealed record ModelRequest
{
    /// <summary>Gets the run.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Gets the messages that the model is to be sent. Do not change a message; replace it with a copy.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the options, with instructions and tools; null for none. Do not change them; replace them with a copy.</summary>
    public required ChatOptions? Options { get; init; }
}

/// <summary>Represents the call of a tool to middleware.</summary>
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
