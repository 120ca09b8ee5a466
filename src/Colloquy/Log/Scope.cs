namespace Colloquy;

/// <summary>Specifies the lifetime and the visibility of a key of state.</summary>
public enum Scope
{
    /// <summary>The conversation: the key belongs to the branch, follows its head, and is cleared when the session is closed.</summary>
    Session = 0,

    /// <summary>The user: all sessions of the same user and app share the key.</summary>
    User = 1,

    /// <summary>The application: all its users share the key.</summary>
    App = 2,

    /// <summary>One run: the agents that work for it share the key. It is never stored.</summary>
    Temp = 3,
}
