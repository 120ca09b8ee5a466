namespace Colloquy.Testing;

/// <summary>Represents a conversation as a judge sees it: its turns, with tool calls and their results.</summary>
public sealed record JudgeTranscript
{
    /// <summary>Gets the turns, in order.</summary>
    public required IReadOnlyList<TranscriptTurn> Turns { get; init; }

    /// <summary>Returns the transcript of a whole conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    public static JudgeTranscript Of(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return new() { Turns = ObservedTurns.Read(conversation.Messages, conversation.Turns) };
    }

    /// <summary>Returns the transcript of a turn with the history before it; the turn is the last.</summary>
    /// <param name="turn">The turn.</param>
    public static JudgeTranscript Of(TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var turns = ObservedTurns.Read(turn.Messages, [.. turn.Conversation.Turns.TakeWhile(other => other != turn), turn]);
        return new() { Turns = [.. turns.TakeWhile(other => other.Number != turn.Number), turns.First(other => other.Number == turn.Number)] };
    }

    /// <summary>Returns the transcript of messages. A turn begins where the user speaks.</summary>
    /// <param name="messages">The messages, in order.</param>
    public static JudgeTranscript Of(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new() { Turns = [.. MessageTurns.Split([.. messages]).Select((turn, index) => new TranscriptTurn { Number = index + 1, Entries = MessageTurns.Read(turn) })] };
    }
}
