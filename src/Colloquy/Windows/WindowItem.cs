using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A message of the line that may come into a window.</summary>
internal sealed class WindowItem
{
    private int _estimate = -1;
    private Counted? _counted;

    public WindowItem(Position position, Position turn, ChatMessage message, bool partial, string? author = null, string? reader = null)
    {
        (Position, TurnStart, Message, Partial, Author) = (position, turn, Name(message, author, reader), partial, author);
        for (var i = 0; i < message.Contents.Count; i++)
        {
            var content = message.Contents[i];
            HasCalls |= content is FunctionCallContent;
            HasResults |= content is FunctionResultContent;
        }

        IsReasoning = ToolCallRepair.IsReasoning(message);
    }

    public Position Position { get; }

    public Position TurnStart { get; }

    public ChatMessage Message { get; }

    /// <summary>The agent that wrote it; null for the user or the application.</summary>
    public string? Author { get; }

    /// <summary>The number of its entry among those of the line that windows read.</summary>
    public int Ordinal { get; init; }

    /// <summary>About how many bytes it takes in memory.</summary>
    public long Size { get; init; }

    /// <summary>Whether it is what had arrived of an answer that broke off: kept for people, not shown to a model.</summary>
    public bool Partial { get; }

    /// <summary>Whether it comes first in its turn.</summary>
    public bool BeginsTurn => !TurnStart.IsStart && Position == TurnStart.Next;

    /// <summary>Whether there is nothing in it but reasoning, which goes with the message after it.</summary>
    public bool IsReasoning { get; }

    public IEnumerable<string> CallIds => Message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId);

    public IEnumerable<string> ResultIds => Message.Contents.OfType<FunctionResultContent>().Select(result => result.CallId);

    public bool HasCalls { get; }

    public bool HasResults { get; }

    /// <summary>Whether it is a result, or results, and nothing that other results belong to.</summary>
    public bool IsResult => HasResults && !HasCalls;

    public bool IsResultOf(WindowItem caller)
    {
        for (var i = 0; i < Message.Contents.Count; i++)
        {
            if (Message.Contents[i] is FunctionResultContent result && caller.HasCall(result.CallId))
                return true;
        }

        return false;
    }

    private bool HasCall(string id)
    {
        for (var i = 0; i < Message.Contents.Count; i++)
        {
            if (Message.Contents[i] is FunctionCallContent call && call.CallId == id)
                return true;
        }

        return false;
    }

    /// <summary>What another agent than the one that reads said bears that agent's name, so that a model knows whose words they are.</summary>
    public static ChatMessage Name(ChatMessage message, string? author, string? reader)
    {
        if (author is null || reader is null || author == reader || message.Role != ChatRole.Assistant || message.AuthorName is not null)
            return message;

        var named = message.Clone();
        named.AuthorName = author;
        return named;
    }

    /// <summary>The message as an agent is shown it.</summary>
    public WindowItem For(string? reader) =>
        Name(Message, Author, reader) is var named && ReferenceEquals(named, Message) ? this : new WindowItem(Position, TurnStart, named, Partial, Author) { Ordinal = Ordinal, Size = Size };

    /// <summary>Counts the tokens of the message, once for a counter.</summary>
    public int Count(TokenCounter counter)
    {
        if (counter.IsBuiltIn)
            return _estimate >= 0 ? _estimate : _estimate = counter.Count(Message);
        if (_counted is not { } counted || !ReferenceEquals(counted.Counter, counter))
            _counted = counted = new Counted(counter, counter.Count(Message));
        return counted.Tokens;
    }

    private sealed record Counted(TokenCounter Counter, int Tokens);
}
