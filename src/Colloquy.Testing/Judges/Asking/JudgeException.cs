namespace Colloquy.Testing;

/// <summary>The exception that a judge throws when it cannot decide: its model failed, answered something else than was asked for, or said that it cannot tell. The check is then an error, which is not counted against the agent.</summary>
/// <param name="message">The reason, and what to do about it.</param>
/// <param name="innerException">The error of the model; null for none.</param>
public sealed class JudgeException(string message, Exception? innerException = null) : ColloquyException(message, innerException), IBlame
{
    /// <inheritdoc />
    public Blame Blame => Blame.Judge;
}
