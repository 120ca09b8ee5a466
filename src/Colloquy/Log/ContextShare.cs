namespace Colloquy.Extensibility;

/// <summary>Represents the additions of one context provider to a model call.</summary>
/// <param name="Source">The name of the provider.</param>
public sealed record ContextShare(string Source)
{
    /// <summary>Gets the instructions that the provider added; null for none.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the number of messages that the provider added to the conversation; their text is among the call's edits.</summary>
    public int Messages { get; init; }

    /// <summary>Gets the names of its tools; null for none.</summary>
    public IReadOnlyList<string>? Tools { get; init; }
}
