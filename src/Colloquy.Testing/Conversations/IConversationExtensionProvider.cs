namespace Colloquy.Testing;

/// <summary>Creates extensions for conversations that are about to start.</summary>
/// <remarks>Conversations start in parallel, so the method is called by several threads at the same time.</remarks>
public interface IConversationExtensionProvider
{
    /// <summary>Returns the extension for a conversation.</summary>
    /// <param name="conversation">The conversation, which has not been configured yet: <see cref="ConversationBuilder.Name"/> and <see cref="ConversationBuilder.Variant"/> are known.</param>
    /// <returns>The extension, which no other conversation uses; null for none.</returns>
    ConversationExtension? CreateExtension(ConversationBuilder conversation);
}
