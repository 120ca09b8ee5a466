namespace Colloquy.Extensibility;

/// <summary>Adds messages, instructions and tools to runs before the model is called, and learns from them after.</summary>
/// <remarks>
/// The providers of an agent are called before the run in order, and after the run in reverse. One provider serves many runs at once: what it
/// stores about a conversation belongs in the state that it is given. For a resumed turn, the providers are called again.
/// </remarks>
public abstract class ContextProvider
{
    /// <summary>Gets the name of the provider: the source of its additions, and the name under which its state is stored.</summary>
    /// <value>The default is the name of the type.</value>
    public virtual string Name => GetType().Name;

    /// <summary>Gets a value that indicates whether the turn continues without the additions of the provider when the provider throws, and a warning is logged. When false, the turn fails with a <see cref="ContextProviderException"/>.</summary>
    /// <value>The default is false.</value>
    public bool ContinueOnError { get; init; }

    /// <summary>Adds messages, instructions and tools to a run before its first model call. Does nothing unless overridden.</summary>
    /// <param name="request">The run, and the methods that add to it.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public virtual ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Learns from a run that has ended, with or without an error, before its end is committed. Does nothing unless overridden.</summary>
    /// <param name="run">The run with its input, its output and its error.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public virtual ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
