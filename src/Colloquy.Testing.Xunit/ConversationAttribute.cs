namespace Colloquy.Testing;

/// <summary>Marks a test class as a conversation: its methods with <see cref="TurnAttribute"/> are the turns, in the order of the source, and they share one history.</summary>
/// <remarks>The constructor of the class takes the <see cref="Conversation"/>. Conversations run in parallel with each other; the turns of one conversation follow one another.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class ConversationAttribute : Attribute
{
    /// <summary>Initializes an attribute for a class that configures its conversation by a method <c>public static void Configure(ConversationBuilder conversation)</c>.</summary>
    /// <param name="name">The name of the conversation, unique within the assembly.</param>
    public ConversationAttribute(string name) => Name = name;

    /// <summary>Initializes an attribute for a class whose conversation another type configures.</summary>
    /// <param name="name">The name of the conversation, unique within the assembly.</param>
    /// <param name="setup">A type that implements <see cref="IConversationSetup"/>. It has one public constructor; the parameters are fixtures of the class, the collection or the assembly.</param>
    public ConversationAttribute(string name, Type setup)
        : this(name) => Setup = setup;

    /// <summary>Gets the name of the conversation.</summary>
    public string Name { get; }

    /// <summary>Gets the type that configures the conversation; null when the class does it by its own method <c>Configure</c>.</summary>
    public Type? Setup { get; }
}

/// <summary>Marks a test class as a conversation that a type configures: its methods with <see cref="TurnAttribute"/> are the turns, in the order of the source.</summary>
/// <typeparam name="TSetup">The type that configures the conversation. It has one public constructor; the parameters are fixtures of the class, the collection or the assembly.</typeparam>
/// <param name="name">The name of the conversation, unique within the assembly.</param>
public sealed class ConversationAttribute<TSetup>(string name) : ConversationAttribute(name, typeof(TSetup))
    where TSetup : IConversationSetup;
