using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the messages of a session that a model would be shown, with reasons.</summary>
public sealed record WindowReport
{
    /// <summary>Gets the messages, exactly as they would be sent before the next input.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the number of tokens of the messages, calibrated by what the service reported.</summary>
    public required int Tokens { get; init; }

    /// <summary>Gets the smallest budget of the strategies, in tokens; null for none.</summary>
    public int? Budget { get; init; }

    /// <summary>Gets the position at which the window is cut; null when it is not cut.</summary>
    public Position? Cut { get; init; }

    /// <summary>Gets a row for every message of the line, in order, in the window or not. Messages that were not read share one row.</summary>
    public required IReadOnlyList<WindowRow> Rows { get; init; }

    /// <summary>Gets notes, for example that a model would write a summary, or that the budget is exceeded.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Represents one message of a line, or a range of them, in the window or not.</summary>
public sealed record WindowRow
{
    /// <summary>Gets the position of the message, or the range of positions; null for a message that is on no line.</summary>
    public PositionRange? Positions { get; init; }

    /// <summary>Gets the role; null for a range.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>Gets the beginning of the text, up to 200 characters; null for none.</summary>
    public string? Preview { get; init; }

    /// <summary>Gets the number of tokens of the message as it would be shown; 0 when it would not be shown.</summary>
    public int Tokens { get; init; }

    /// <summary>Gets a value that indicates whether the message is in the window: as it is, or changed.</summary>
    public required bool IsShown { get; init; }

    /// <summary>Gets a value that indicates whether another message is shown in place of this one.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Gets a value that indicates whether the message is shown and is on no line, such as a summary or a message that a reducer made.</summary>
    public bool IsAdded => Positions is null;

    /// <summary>Gets the reason.</summary>
    public required string Reason { get; init; }
}
