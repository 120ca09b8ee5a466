namespace Colloquy;

/// <summary>Thrown when a session is given a service's conversation that is not its own. Nothing was sent or written.</summary>
public sealed class ConversationMismatchException : ColloquyException
{
    internal ConversationMismatchException(SessionKey key, string? known, string given)
        : base(known is null
            ? $"Session {key} has a history of its own on this branch, and was given the service's conversation '{given}', which may or may not hold it. Open another session for that conversation, or say with SetServiceConversationAsync whether the history is to be sent to it."
            : $"Session {key} goes on in the service's conversation '{known}' on this branch, and was given '{given}'. Ids follow the service's answers: give none to go on, or open another session for '{given}'.")
    {
        Key = key;
        Known = known;
        Given = given;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The id of the session's conversation; null when it has none, but a history of its own.</summary>
    public string? Known { get; }

    /// <summary>The id that was given.</summary>
    public string Given { get; }
}

/// <summary>Thrown when a service that keeps a session's conversation answered without its id. The answer is in the log; whether the service kept it is unknown.</summary>
public sealed class ConversationIdMissingException : ColloquyException
{
    internal ConversationIdMissingException(SessionKey key, string conversation, Position answer)
        : base($"The service was asked to go on with conversation '{conversation}' of session {key}, and answered without an id: it may not have kept the exchange. The answer is kept, up to position {answer}. Run again to send it with what comes next, or let go of the conversation with SetServiceConversationAsync(null), and the history is sent from the log.")
    {
        Key = key;
        ConversationId = conversation;
        Answer = answer;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The id that was sent.</summary>
    public string ConversationId { get; }

    /// <summary>The position of the last message of the answer.</summary>
    public Position Answer { get; }
}

/// <summary>Thrown when a branch would go on in a service's conversation that has gone on without it, after an undo, on another branch. The service cannot go back; nothing was sent.</summary>
public sealed class ConversationMovedOnException : ColloquyException
{
    internal ConversationMovedOnException(SessionKey key, string conversation, Position position, Position latest)
        : base($"The service's conversation '{conversation}' of session {key} has gone on to position {latest}, which this branch does not have: it stands at position {position} of that conversation, and the service cannot go back. Redo what was undone, or go on on the other branch; or let go of the conversation with SetServiceConversationAsync(null), and this branch's history is sent from the log.")
    {
        Key = key;
        ConversationId = conversation;
        Position = position;
        Latest = latest;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The service's id of the conversation.</summary>
    public string ConversationId { get; }

    /// <summary>Where the branch heard of the conversation last; <see cref="Position.Start"/> when it never did.</summary>
    public Position Position { get; }

    /// <summary>A position that the service has and the branch does not.</summary>
    public Position Latest { get; }
}
