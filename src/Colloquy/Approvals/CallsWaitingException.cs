namespace Colloquy;

/// <summary>The exception that is thrown when new input is refused since calls wait for a person (<see cref="WhenWaiting.Reject"/>). Nothing was changed.</summary>
public sealed class CallsWaitingException : ColloquyException
{
    internal CallsWaitingException(SessionKey key, string branch, IReadOnlyList<Approval> approvals)
        : base(approvals.Count == 0
            ? $"A turn on branch '{branch}' of session {key} waited for a person, who has answered. Go on with it by Agent.ResumeAsync first, or run with another RunOptions.WhenWaiting."
            : $"{approvals.Count} tool {(approvals.Count == 1 ? "call waits" : "calls wait")} for a person on branch '{branch}' of session {key}: {string.Join(", ", approvals)}. Answer first (session.Approvals.ApproveAsync, RefuseAsync), or run with another RunOptions.WhenWaiting.")
    {
        Key = key;
        Branch = branch;
        Approvals = approvals;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the branch.</summary>
    public string Branch { get; }

    /// <summary>Gets the calls that wait for an answer; none when all are answered and the turn was not resumed yet.</summary>
    public IReadOnlyList<Approval> Approvals { get; }
}
