namespace Colloquy.Testing;

/// <summary>Where the turn that runs begins in the session. It outlives the process of the agent.</summary>
internal sealed class TurnMark
{
    /// <summary>The position after which the messages of the turn are; null for the start of the session's turn.</summary>
    public Position? Before { get; set; }

    /// <summary>How many messages after it are the input.</summary>
    public int Input { get; set; }
}
