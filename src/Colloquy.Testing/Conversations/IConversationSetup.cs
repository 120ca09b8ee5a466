namespace Colloquy.Testing;

/// <summary>Represents what a conversation tests, and what it runs on: an agent, its tool hosts, and its store.</summary>
/// <remarks>A conversation calls <see cref="Configure"/> when it starts, and again for each fork, so the method creates new objects each time.</remarks>
public interface IConversationSetup
{
    /// <summary>Configures a conversation before it starts.</summary>
    /// <param name="conversation">The conversation to configure. <see cref="ConversationBuilder.Variant"/> says which variant it is.</param>
    void Configure(ConversationBuilder conversation);
}
