namespace Colloquy.Encryption.Tests.Protection;

/// <summary>A call that the test makes on a session.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="MakeAsync">Makes the call, and checks what it throws for other reasons than the session's protection.</param>
internal sealed record PublicCall(string Name, Func<Subject, Task> MakeAsync)
{
    /// <summary>Whether the call takes something from a session that nothing protects.</summary>
    public bool Shortens { get; init; }

    /// <summary>The part that a store needs for the call; null when every store has it.</summary>
    public Type? Needs { get; init; }
}
