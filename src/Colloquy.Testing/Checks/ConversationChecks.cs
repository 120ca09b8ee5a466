namespace Colloquy.Testing;

/// <summary>Provides the checks of conversations.</summary>
public static class ConversationChecks
{
    /// <param name="conversation">The conversation.</param>
    extension(Conversation conversation)
    {
        /// <summary>Gets the checks of the whole conversation: its turns so far, taken together.</summary>
        public ConversationExpectations Expect => new(conversation);
    }
}
