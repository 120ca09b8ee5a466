using Colloquy;

namespace ApiNamespace;

/// <summary>The tools of the agent.</summary>
internal static class RepairTools
{
    // The model sees only 'subject'. The state is committed together with the result of the tool, and an undo reverts it.
    public static async Task<string> OpenCase(RunContext run, string subject)
    {
        var number = 100 + await run.State.IncrementAsync("cases");
        return $"Case {number} is open: {subject}";
    }
}
