namespace Colloquy;

/// <summary>The exception that is thrown when a session cannot continue in a service's conversation: it was given another one (<see cref="GivenId"/>), the conversation has gone on without the branch (<see cref="Latest"/>), or the service answered without its id (<see cref="Answer"/>).</summary>
/// <remarks>In the first two cases nothing was sent or written. In the third case the answer is in the log, and it is unknown whether the service stored it.</remarks>
public sealed class ServiceConversationException : ColloquyException
{
    private ServiceConversationException(SessionKey key, string? conversation, string message)
        : base(message)
    {
        Key = key;
        ConversationId = conversation;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the service's id of the branch's conversation; null when the branch has none, but a history of its own.</summary>
    public string? ConversationId { get; }

    /// <summary>Gets the id that was given and is not the branch's; null in the other cases.</summary>
    public string? GivenId { get; private init; }

    /// <summary>Gets the position up to which the branch has the conversation that went on without it, <see cref="Colloquy.Position.Start"/> when it has nothing of it; null in the other cases.</summary>
    public Position? Position { get; private init; }

    /// <summary>Gets a position that the service has and the branch does not, when the conversation went on without the branch; null in the other cases. The service cannot go back.</summary>
    public Position? Latest { get; private init; }

    /// <summary>Gets the position of the last message of the answer that came without an id; null in the other cases.</summary>
    public Position? Answer { get; private init; }

    internal static ServiceConversationException Mismatch(SessionKey key, string? known, string given) => new(
        key,
        known,
        known is null
            ? $"Session {key} has a history of its own on this branch, and was given the service's conversation '{given}', which may or may not hold it. Open another session for that conversation, or say with SetServiceConversationAsync whether the history is to be sent to it."
            : $"Session {key} goes on in the service's conversation '{known}' on this branch, and was given '{given}'. Ids follow the service's answers: give none to go on, or open another session for '{given}'.")
    {
        GivenId = given,
    };

    internal static ServiceConversationException IdMissing(SessionKey key, string conversation, Position answer) => new(
        key,
        conversation,
        $"The service was asked to go on with conversation '{conversation}' of session {key}, and answered without an id: it may not have kept the exchange. The answer is kept, up to position {answer}. Run again to send it with what comes next, or let go of the conversation with SetServiceConversationAsync(null), and the history is sent from the log.")
    {
        Answer = answer,
    };

    internal static ServiceConversationException MovedOn(SessionKey key, string conversation, Position position, Position latest) => new(
        key,
        conversation,
        $"The service's conversation '{conversation}' of session {key} has gone on to position {latest}, which this branch does not have: it stands at position {position} of that conversation, and the service cannot go back. Redo what was undone, or go on on the other branch; or let go of the conversation with SetServiceConversationAsync(null), and this branch's history is sent from the log.")
    {
        Position = position,
        Latest = latest,
    };
}
