namespace Colloquy;

/// <summary>A call of a tool within a turn.</summary>
public sealed record ToolCall
{
    /// <summary>The id that the model gave the call.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments; null when the model sent none, or none that could be read.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>The result that the model was given; null while the call runs.</summary>
    public object? Result { get; init; }

    /// <summary>The id of the session in which the agent worked that is the tool, of the same app and user; null for any other tool.</summary>
    public string? ChildSession { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>How long the tool took; zero while it runs.</summary>
    public TimeSpan Duration { get; init; }
}
