namespace Colloquy.Testing;

/// <summary>Defines an attribute of a conversation, or of one of its turns, that adds an extension to it, such as an injected fault.</summary>
/// <remarks>
/// The contract for the glue of a test framework: before a conversation starts, it calls <see cref="CreateExtension"/> once for each such attribute on the conversation's class, with null, and once for
/// each on a method that is a turn, with the turn's name, and gives the results to the <see cref="ConversationBuilder"/> before it is configured. An extension that is limited to a turn acts while <see cref="Conversation.RunningTurn"/> is its name.
/// </remarks>
public interface IConversationExtensionSource
{
    /// <summary>Creates the extension for one run of the conversation.</summary>
    /// <param name="turn">The name of the turn that the attribute is on; null for one that is on the conversation.</param>
    ConversationExtension CreateExtension(string? turn);
}
