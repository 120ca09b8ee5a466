namespace Colloquy.Testing;

/// <summary>Adds a variant of the conversation, such as one for a model, a prompt or an agent. Each variant is a conversation of its own, such as <c>buy-boots[model-a]</c>, with its own history, store and tool hosts.</summary>
/// <param name="name">The name of the variant, unique within the conversation. <see cref="ConversationBuilder.Variant"/> says it to the setup.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class VariantAttribute(string name) : Attribute
{
    /// <summary>Gets the name of the variant.</summary>
    public string Name { get; } = name;
}
