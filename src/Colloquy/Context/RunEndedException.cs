namespace Colloquy;

/// <summary>Thrown when what a run handed out, such as <see cref="RunContext.State"/>, is used after the run has ended, or no longer waits for the tool or provider that uses it. Nothing was written.</summary>
public sealed class RunEndedException : ColloquyException
{
    internal RunEndedException(SessionKey key)
        : base($"The run on session {key} that this came from has ended, or no longer waits for this call: nothing was written. Await what you start in a tool or a provider, and look at the cancellation token. What comes later is written by a handle of the session, which store.OpenAsync returns.") => Key = key;

    /// <summary>The session.</summary>
    public SessionKey Key { get; }
}
