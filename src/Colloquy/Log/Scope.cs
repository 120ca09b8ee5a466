namespace Colloquy;

/// <summary>Specifies the lifetime and the visibility of a key of state.</summary>
public enum Scope
{
    /// <summary>With the conversation: it belongs to the branch and follows its head, and is cleared when the session is closed.</summary>
    Session = 0,

    /// <summary>With the user, in all sessions of the same user and app.</summary>
    User = 1,

    /// <summary>With the application, for all its users.</summary>
    App = 2,

    /// <summary>For one run, shared with the agents that work for it; never stored.</summary>
    Temp = 3,
}
