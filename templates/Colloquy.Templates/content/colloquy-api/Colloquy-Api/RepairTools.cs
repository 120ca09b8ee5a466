using Colloquy;

namespace ApiNamespace;

/// <summary>What the agent can do.</summary>
internal static class RepairTools
{
    // The model sees 'subject' only. What a tool writes to the state is committed together with its result, and an undo reverts it.
    public static async Task<string> OpenCase(RunContext run, string subject)
    {
        var number = 100 + await run.State.IncrementAsync("cases");
        return $"Case {number} is open: {subject}";
    }
}
