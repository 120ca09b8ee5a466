namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls that the test makes.</summary>
internal static class CallTable
{
    public static IReadOnlyList<PublicCall> All { get; } = [.. SessionCalls.All, .. AgentCalls.All, .. StoreCalls.All, .. PortCalls.All];

    /// <summary>A call that takes something from a session that nothing protects.</summary>
    public static PublicCall Shortens(string name, Func<Subject, Task> call) => new(name, call) { Shortens = true };

    /// <summary>A call that writes.</summary>
    public static PublicCall Writes(string name, Func<Subject, Task> call) => new(name, call);

    /// <summary>Takes all that a call returns.</summary>
    public static async Task DrainAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var _ in items)
        {
        }
    }
}
