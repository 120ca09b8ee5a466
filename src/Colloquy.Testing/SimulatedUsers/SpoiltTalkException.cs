namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a simulated user spoilt a talk, or could not be graded. The talk says nothing about the agent.</summary>
public sealed class SpoiltTalkException : ColloquyException, IBlame
{
    internal SpoiltTalkException(Talk talk, string message, Blame blame)
        : base(message) => (Talk, Blame) = (talk, blame);

    /// <summary>Gets the talk, with its grade.</summary>
    public Talk Talk { get; }

    /// <inheritdoc />
    public Blame Blame { get; }
}
