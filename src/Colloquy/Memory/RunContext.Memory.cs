namespace Colloquy;

/// <content>What is remembered of the run's user.</content>
public sealed partial class RunContext
{
    /// <summary>Returns the memory of the run's user. A memory that is stored without a source gets the last message of the user as its source.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">Nobody owns the session.</exception>
    /// <exception cref="NotSupportedException">The session's store keeps no memories.</exception>
    public Memory GetMemory(MemoryOptions? options = null) => Session.GetMemory(options).From(Source);
}
