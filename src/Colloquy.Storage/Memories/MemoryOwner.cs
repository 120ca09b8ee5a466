namespace Colloquy;

/// <summary>Whose memories they are: a user's, an application's, or those of an agent, for one user or for all.</summary>
/// <remarks>Owners have nothing in common: what an agent remembers of a user is not among that user's memories.</remarks>
public sealed record MemoryOwner
{
    /// <summary>Names an owner.</summary>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <param name="user">The user, 1 to 256 bytes; null for what belongs to no user.</param>
    /// <param name="agent">The agent's name, 1 to 256 bytes; null for what belongs to no agent.</param>
    /// <exception cref="InvalidKeyException">A part breaks the rules for names.</exception>
    public MemoryOwner(string app, string? user = null, string? agent = null)
    {
        App = KeyRules.Check(app, "app", KeyRules.MaxAppBytes, mayBeEmpty: false, nameof(app));
        User = user is null ? null : KeyRules.Check(user, "user", KeyRules.MaxUserBytes, mayBeEmpty: false, nameof(user));
        AgentName = agent is null ? null : KeyRules.Check(agent, "agent", KeyRules.MaxUserBytes, mayBeEmpty: false, nameof(agent));
    }

    /// <summary>The application.</summary>
    public string App { get; }

    /// <summary>The user; null when the memories belong to no user.</summary>
    public string? User { get; }

    /// <summary>The agent; null when the memories belong to no agent.</summary>
    public string? AgentName { get; }

    /// <summary>A user.</summary>
    /// <param name="user">The user, 1 to 256 bytes in UTF-8.</param>
    /// <param name="app">The application.</param>
    public static MemoryOwner OfUser(string user, string app = SessionKey.DefaultApp)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new MemoryOwner(app, user);
    }

    /// <summary>An application: what all its users share.</summary>
    /// <param name="app">The application.</param>
    public static MemoryOwner OfApp(string app = SessionKey.DefaultApp) => new(app);

    /// <summary>An agent.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="user">The user whom it serves; null for what it knows whomever it serves.</param>
    /// <param name="app">The application.</param>
    public static MemoryOwner OfAgent(string agent, string? user = null, string app = SessionKey.DefaultApp)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new MemoryOwner(app, user, agent);
    }

    /// <summary>Returns the owner for people to read; not a form to parse.</summary>
    public override string ToString()
    {
        var user = User is null ? "" : $"user '{User}' in ";
        return AgentName is null ? $"{user}app '{App}'" : $"agent '{AgentName}' for {user}app '{App}'";
    }
}
