namespace Colloquy;

/// <summary>Thrown when a call needs a session for itself, and came out of the turn that has it. It would wait for the turn, and the turn for it. Nothing was written.</summary>
/// <remarks>Whatever <c>RunOptions.WhenBusy</c> says; also on another branch, since a session runs one turn at a time.</remarks>
public sealed class RunWithinTurnException : ColloquyException
{
    internal RunWithinTurnException(SessionKey key)
        : base($"This call was made from within the turn, or the pruning, that has session {key} to itself: by a tool, a context provider, middleware, a model's client, or an agent that works for it. It would wait for the turn, and the turn for it. Return what the model is to know as the tool's result, write state by RunContext.State, run on another session, or make the call when the turn has ended.") => Key = key;

    /// <summary>The session.</summary>
    public SessionKey Key { get; }
}
