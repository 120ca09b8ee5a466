namespace Colloquy.Testing;

/// <summary>What a test does for a turn of a session.</summary>
internal sealed record SessionStep
{
    /// <summary>Gets what is said; null when an approval is answered.</summary>
    public string? Text { get; init; }

    /// <summary>Gets whether waiting calls are approved; null when something is said.</summary>
    public bool? Approves { get; init; }

    /// <summary>Gets the names of the tools that were called, in order.</summary>
    public List<string> Tools { get; } = [];

    /// <summary>Gets or sets the answer.</summary>
    public string Answer { get; set; } = "";

    /// <summary>Gets or sets the status with which the turn ended.</summary>
    public string Status { get; set; } = "completed";
}
