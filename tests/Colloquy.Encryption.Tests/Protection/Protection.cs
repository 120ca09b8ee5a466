namespace Colloquy.Encryption.Tests.Protection;

/// <summary>What protects a session.</summary>
public enum Protection
{
    /// <summary>Nothing: calls that shorten a session do so.</summary>
    None = 0,

    /// <summary>A legal hold; the session's time has passed.</summary>
    Held = 1,

    /// <summary>The policy; the session's time has not passed.</summary>
    Immutable = 2,
}
