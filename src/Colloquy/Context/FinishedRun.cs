using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A run that has ended, as a context provider sees it.</summary>
public sealed class FinishedRun
{
    internal FinishedRun()
    {
    }

    /// <summary>The run.</summary>
    public required RunContext Run { get; init; }

    /// <summary>The turn's input.</summary>
    public required IReadOnlyList<ChatMessage> Input { get; init; }

    /// <summary>What the agent said and its tools returned, whole exchanges only.</summary>
    public required IReadOnlyList<ChatMessage> Output { get; init; }

    /// <summary>What all providers had added to the run.</summary>
    public required IReadOnlyList<ContextAddition> Added { get; init; }

    /// <summary>What ended the run; null when it ended with an answer, or waits for a person.</summary>
    public required Exception? Exception { get; init; }

    /// <summary>Whether the turn ended waiting for a person, and goes on when all calls are answered; then providers are asked and told again, with the whole turn.</summary>
    public bool Waits { get; init; }

    /// <summary>The provider's own part of the session's state. Writes are committed with the end of the turn.</summary>
    public required SessionState State { get; init; }
}
