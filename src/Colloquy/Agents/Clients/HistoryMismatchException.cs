namespace Colloquy;

/// <summary>The exception that is thrown when a caller sends a history that is not that of the session's branch. Nothing was recorded.</summary>
internal sealed class HistoryMismatchException : InvalidOperationException
{
    public HistoryMismatchException(SessionKey key, string branch, int count)
        : base($"The {count} messages that were sent contain answers of a model, but they do not continue branch '{branch}' of session {key}: its newest message is not among them, or what stands before it differs. "
            + "Read the session again if another process may have written to it (Session.GetItemsAsync). To continue from an earlier message, move the branch back first (Session.UndoTurnAsync, Session.Branches). "
            + "To have all of them recorded as new, send the session's id as ChatOptions.ConversationId.")
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the name of the branch.</summary>
    public string Branch { get; }
}
