using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents what a model would be shown of a session, and why.</summary>
public sealed record WindowReport
{
    /// <summary>Gets the messages, exactly as they would be sent before the next input.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the tokens of the messages, as counted and calibrated.</summary>
    public required int Tokens { get; init; }

    /// <summary>Gets the least budget that a strategy named; null when none did.</summary>
    public int? Budget { get; init; }

    /// <summary>Gets the position at which the window is cut; null when it is not.</summary>
    public Position? Cut { get; init; }

    /// <summary>Gets every message of the line, in its order, in the window or out of it. What was not read is one row.</summary>
    public required IReadOnlyList<WindowRow> Rows { get; init; }

    /// <summary>Gets notes: that a model would be asked for a summary, that the budget is exceeded.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One message of a line, or a range of them, in the window or out of it.</summary>
public sealed record WindowRow
{
    /// <summary>Gets the position of the message, or the range of positions; null for a message that is on no line.</summary>
    public PositionRange? Positions { get; init; }

    /// <summary>Gets the role; null for a range.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>Gets the beginning of what is said, up to 200 characters; null when there is nothing to show of it.</summary>
    public string? Preview { get; init; }

    /// <summary>Gets the tokens of the message as it would be shown; 0 when it would not be.</summary>
    public int Tokens { get; init; }

    /// <summary>Gets whether the message is in the window: as it is, or changed.</summary>
    public required bool IsShown { get; init; }

    /// <summary>Gets whether another message is shown in place of this one.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Gets whether the message is shown and is on no line, such as a summary or a message that a reducer made.</summary>
    public bool IsAdded => Positions is null;

    /// <summary>Gets the reason.</summary>
    public required string Reason { get; init; }
}
