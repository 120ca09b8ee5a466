namespace Colloquy.Testing;

/// <summary>Looks after calls whose results were lost with the process that made them.</summary>
internal static class LostCalls
{
    /// <summary>Leaves out lost calls of idempotent tools that were repeated, as they may be. Any other call that was repeated stays, and so counts twice.</summary>
    public static IReadOnlyList<HostCall> Drop(IReadOnlyList<HostCall> calls)
    {
        if (!calls.Any(call => call.IsLost))
            return calls;

        return [.. calls.Where((call, i) => !(call is { IsLost: true, IsIdempotent: true } && calls.Skip(i + 1).Any(later => IsSame(call, later))))];
    }

    private static bool IsSame(HostCall one, HostCall other) =>
        one.Host == other.Host && one.Name == other.Name && ToolResultText.Write(one.Arguments) == ToolResultText.Write(other.Arguments);
}
