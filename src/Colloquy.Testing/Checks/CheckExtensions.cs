namespace Colloquy.Testing;

/// <summary>Provides the checks of turns and conversations.</summary>
public static class CheckExtensions
{
    /// <param name="turn">The turn.</param>
    extension(TurnResult turn)
    {
        /// <summary>Gets the checks of the turn. They see what happened in that turn only.</summary>
        public TurnExpectations Expect => new(turn);
    }

    /// <param name="conversation">The conversation.</param>
    extension(Conversation conversation)
    {
        /// <summary>Gets the checks of the whole conversation: its turns so far, taken together.</summary>
        public ConversationExpectations Expect => new(conversation);
    }
}
