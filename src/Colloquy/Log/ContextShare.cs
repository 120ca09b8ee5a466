namespace Colloquy;

/// <summary>What one context provider added to a model call.</summary>
/// <param name="Source">The name of the provider.</param>
public sealed record ContextShare(string Source)
{
    /// <summary>Its part of the instructions; null for none.</summary>
    public string? Instructions { get; init; }

    /// <summary>How many messages it showed besides the conversation; their text is among the call's edits.</summary>
    public int Messages { get; init; }

    /// <summary>The names of its tools; null for none.</summary>
    public IReadOnlyList<string>? Tools { get; init; }
}
