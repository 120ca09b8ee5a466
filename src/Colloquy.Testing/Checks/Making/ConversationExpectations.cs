namespace Colloquy.Testing;

/// <summary>Provides checks of a whole conversation: its turns so far, taken together.</summary>
public sealed class ConversationExpectations : Expectations
{
    internal ConversationExpectations(Conversation conversation, bool collects = false)
        : base(CheckSubject.Of(conversation), collects)
    {
    }

    /// <summary>Gets the conversation.</summary>
    public Conversation Conversation => Subject.Conversation;

    internal override Expectations Collecting() => new ConversationExpectations(Conversation, collects: true) { Rules = Rules };
}
