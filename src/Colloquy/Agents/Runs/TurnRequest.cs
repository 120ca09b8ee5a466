using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a run is asked to do.</summary>
internal abstract record TurnRequest
{
    private TurnRequest()
    {
    }

    /// <summary>Run a turn with an input.</summary>
    public sealed record Input(IReadOnlyList<ChatMessage> Messages) : TurnRequest;

    /// <summary>Run a turn again, in place of what it was.</summary>
    public sealed record Replay(TurnReplay Turn) : TurnRequest;

    /// <summary>Go on with a turn that waits or was cut off.</summary>
    public sealed record Resume : TurnRequest
    {
        public static Resume Instance { get; } = new();
    }
}
