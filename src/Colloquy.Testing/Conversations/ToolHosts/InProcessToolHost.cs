namespace Colloquy.Testing;

/// <summary>Represents a host whose tools run in the process of the test.</summary>
/// <param name="name">The name of the host, unique within its conversation.</param>
/// <param name="tools">The tools. They and what they share belong to the conversation, so create them anew for each.</param>
public sealed class InProcessToolHost(string name, params IReadOnlyList<AIFunction> tools) : ToolHost(name)
{
    private readonly IReadOnlyList<AIFunction> _tools = [.. tools];

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) => new(_tools);
}
