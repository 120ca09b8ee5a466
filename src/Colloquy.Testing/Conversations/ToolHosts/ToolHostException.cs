namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a tool host does not start, loses its state while a conversation needs it, or does not stop cleanly.</summary>
/// <param name="host">The name of the host.</param>
/// <param name="message">What happened, and what to do.</param>
/// <param name="innerException">The reason.</param>
public sealed class ToolHostException(string host, string message, Exception? innerException) : ColloquyException(message, innerException), IBlame
{
    /// <summary>Gets the name of the host.</summary>
    public string Host { get; } = host;

    /// <inheritdoc />
    public Blame Blame => Blame.ToolHost;
}
