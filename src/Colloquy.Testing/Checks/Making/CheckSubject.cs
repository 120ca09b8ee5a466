namespace Colloquy.Testing;

/// <summary>Represents what a check looks at: one turn, or a whole conversation. A check of a turn sees the calls and the text of that turn only.</summary>
public sealed class CheckSubject
{
    private CheckSubject(Conversation conversation, TurnResult? turn)
    {
        (Conversation, Turn) = (conversation, turn);
        Turns = turn is null ? conversation.Turns : [turn];
        ToolCalls = [.. Turns.SelectMany(each => each.ToolCalls)];
    }

    /// <summary>Gets the conversation.</summary>
    public Conversation Conversation { get; }

    /// <summary>Gets the turn; null when the whole conversation is checked.</summary>
    public TurnResult? Turn { get; }

    /// <summary>Gets the turns that are checked, in order: the one turn, or all so far.</summary>
    public IReadOnlyList<TurnResult> Turns { get; }

    /// <summary>Gets the tool calls of <see cref="Turns"/>, in order.</summary>
    public IReadOnlyList<ObservedToolCall> ToolCalls { get; }

    /// <summary>Gets the answers of <see cref="Turns"/>, each on lines of its own.</summary>
    public string Text => string.Join('\n', Turns.Select(turn => turn.Text));

    /// <summary>Gets the turns before <see cref="Turn"/>, in order, which a check of memory or of claims looks at; empty when the whole conversation is checked.</summary>
    public IReadOnlyList<TurnResult> EarlierTurns => Turn is null ? [] : [.. Conversation.Turns.TakeWhile(turn => turn.Number < Turn.Number)];

    /// <summary>Gets a value that indicates whether the turn is the newest of its conversation, so that tool hosts and state are as it left them. It is <see langword="true"/> for a whole conversation.</summary>
    public bool IsCurrent => Turn is null || Conversation.Turns is [.., var last] && last.Number == Turn.Number;

    /// <summary>Gets what the subject is called in messages, such as <c>turn 2 (Move_500)</c>.</summary>
    public string Title => Turn is null ? "whole conversation" : $"turn {Turn.Number}{(Turn.HasName ? $" ({Turn.Name})" : "")}";

    /// <summary>Returns a subject for the checks of one turn.</summary>
    /// <param name="turn">The turn.</param>
    public static CheckSubject Of(TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return new(turn.Conversation, turn);
    }

    /// <summary>Returns a subject for the checks of a whole conversation, with the turns so far.</summary>
    /// <param name="conversation">The conversation.</param>
    public static CheckSubject Of(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return new(conversation, null);
    }

    internal void Record(CheckResult result)
    {
        if (Turn is not null)
            Turn.Record(result);
        else
            Conversation.Record(result);
    }
}
