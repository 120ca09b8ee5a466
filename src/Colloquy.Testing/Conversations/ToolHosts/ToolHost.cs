namespace Colloquy.Testing;

/// <summary>Represents a host of tools that belongs to one conversation: its state stays from turn to turn, and is gone after it.</summary>
public abstract class ToolHost : IAsyncDisposable
{
    /// <summary>Initializes a host.</summary>
    /// <param name="name">The name of the host, unique within its conversation.</param>
    protected ToolHost(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Gets the name of the host.</summary>
    public string Name { get; }

    /// <summary>Starts the host, and returns its tools. A conversation calls it once.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    public abstract ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken);

    /// <summary>Returns a tool's own name, without what the host adds to the names that models are shown.</summary>
    /// <param name="tool">The name that models are shown.</param>
    public virtual string GetOwnName(string tool) => tool;

    /// <summary>Returns how the host lost the state that it had, as a sentence; null while it has lost none. A conversation asks after each turn, and a turn after a loss fails.</summary>
    public virtual string? FindLoss() => null;

    /// <summary>Stops the host.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
