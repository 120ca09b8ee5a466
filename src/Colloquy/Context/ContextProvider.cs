namespace Colloquy;

/// <summary>Adds messages, instructions and tools to runs before the model is called, and learns from them after.</summary>
/// <remarks>
/// The providers of an agent are called before the run in order, and after the run in reverse. One provider serves many runs at once: what it
/// keeps of a conversation belongs in the state that it is given. What a resumed turn was given before its process died is asked for anew.
/// </remarks>
public abstract class ContextProvider
{
    /// <summary>Gets the name that stands as the source on what the provider adds, and under which its state is kept.</summary>
    /// <value>The default is the name of the type.</value>
    public virtual string Name => GetType().Name;

    /// <summary>Gets whether the turn goes on when the provider throws, without what the provider was about to add, and a warning is logged; else the turn fails with a <see cref="ContextProviderException"/>.</summary>
    /// <value>The default is false.</value>
    public bool ContinueOnError { get; init; }

    /// <summary>Adds to a run before its first model call. Does nothing unless overridden.</summary>
    /// <param name="request">The run, and where additions go.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public virtual ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Learns from a run that has ended, however it ended, before its end is committed. Does nothing unless overridden.</summary>
    /// <param name="run">What came in, what came out, and what went wrong.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public virtual ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
