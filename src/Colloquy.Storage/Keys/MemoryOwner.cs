namespace Colloquy;

/// <summary>Represents the owner of memories: a user or an application, or an agent on behalf of one.</summary>
/// <remarks>Owners do not share memories: the memories of an agent about a user are not among the memories of that user.</remarks>
public sealed record MemoryOwner
{
    /// <summary>Creates an owner of memories.</summary>
    /// <param name="owner">The user; or, for an owner without a user, the application, whose memories all its users share.</param>
    /// <param name="agent">The agent's name, 1 to 256 bytes in UTF-8; null for memories that belong to no agent.</param>
    /// <exception cref="InvalidKeyException">The agent's name breaks the rules for names.</exception>
    public MemoryOwner(SessionOwner owner, string? agent = null)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Owner = owner;
        AgentName = agent is null ? null : KeyRules.Check(agent, "agent", KeyRules.MaxUserBytes, nameof(agent));
    }

    /// <summary>Gets the user and the application that the memories belong to.</summary>
    public SessionOwner Owner { get; }

    /// <summary>Gets the agent; null when the memories belong to no agent.</summary>
    public string? AgentName { get; }

    /// <summary>Returns the owner of the memories that belong to an owner and to no agent.</summary>
    /// <param name="owner">The owner.</param>
    public static implicit operator MemoryOwner(SessionOwner owner) => new(owner);

    /// <summary>Compares owners by app, user and agent, byte by byte; those without a user or an agent come first.</summary>
    internal static int Compare(MemoryOwner left, MemoryOwner right)
    {
        var order = Utf8Order.Instance.Compare(left.Owner.App, right.Owner.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.Owner.User, right.Owner.User);
        return order != 0 ? order : Utf8Order.Instance.Compare(left.AgentName, right.AgentName);
    }

    /// <summary>Returns the owner as text for people; it is not a format to parse.</summary>
    public override string ToString()
    {
        var user = Owner.User is null ? "" : $"user '{Owner.User}' in ";
        return AgentName is null ? $"{user}app '{Owner.App}'" : $"agent '{AgentName}' for {user}app '{Owner.App}'";
    }
}
