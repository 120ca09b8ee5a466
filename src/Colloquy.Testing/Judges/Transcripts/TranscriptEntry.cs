namespace Colloquy.Testing;

/// <summary>Represents something that was said or called within a turn of a transcript.</summary>
public sealed record TranscriptEntry
{
    /// <summary>Gets who said it: the role of the message.</summary>
    public required ChatRole From { get; init; }

    /// <summary>Gets the text; empty for a tool call.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets the tool call; null for a text.</summary>
    public TranscriptCall? Call { get; init; }
}

/// <summary>Represents a tool call in a transcript.</summary>
public sealed record TranscriptCall
{
    /// <summary>Gets the name of the tool, with that of its host where it has one, such as <c>bank.transfer</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets the arguments.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the result as text; null when there is none.</summary>
    public string? Result { get; init; }

    /// <summary>Gets the error; null when the call did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>Gets a value that indicates whether the call was executed: false for one that was refused, or that waits for an approval.</summary>
    public bool WasExecuted { get; init; } = true;
}
