namespace Colloquy.Testing;

/// <summary>What a test does for a turn of a session.</summary>
internal sealed record SessionStep
{
    private readonly List<(int Order, string Name)> _executed = [];

    /// <summary>Gets the number of the session's turn.</summary>
    public required int Turn { get; init; }

    /// <summary>Gets what is said; null when an approval is answered.</summary>
    public string? Text { get; init; }

    /// <summary>Gets whether waiting calls are approved; null when something is said.</summary>
    public bool? Approves { get; init; }

    /// <summary>Gets the names of the tools that were executed, in the order in which the model asked for them.</summary>
    public IReadOnlyList<string> Executed => [.. _executed.OrderBy(call => call.Order).Select(call => call.Name)];

    /// <summary>Gets the names of the tools whose calls wait for an approval at the end.</summary>
    public List<string> Waiting { get; } = [];

    /// <summary>Gets or sets the answer.</summary>
    public string Answer { get; set; } = "";

    public void AddExecuted(int order, string name) => _executed.Add((order, name));
}
