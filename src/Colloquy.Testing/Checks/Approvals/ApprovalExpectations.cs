namespace Colloquy.Testing;

/// <summary>Provides checks of approvals, for a turn and for a whole conversation.</summary>
public static class ApprovalExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the turn waits for a person's approval of a call; of a conversation, that its last turn does.</summary>
        /// <param name="tool">The name of the tool: its own, or the one that models are shown; null for any.</param>
        /// <param name="with">The arguments that the call must have, beside any others; null for any.</param>
        public T WaitsForApproval(string? tool = null, object? with = null) => expect.Meets(new WaitsForApprovalCheck { Tool = tool, Arguments = with, Rules = expect.Rules });

        /// <summary>Checks that no call was executed without the approval of a person: each was approved before, with the same arguments, and each approval was used once.</summary>
        /// <param name="tools">The names of the tools that need an approval; none for those that an approval was asked for in this conversation.</param>
        public T NothingRanUnapproved(params IReadOnlyList<string> tools) => expect.Meets(new NothingUnapprovedCheck(tools));
    }
}
