namespace Colloquy;

/// <summary>What the model is told of calls that were not run since nobody approved them.</summary>
internal static class ApprovalResult
{
    public const string Withdrawn = "Error: this call was not run. It waited for a person's approval, and the conversation went on without it.";

    /// <summary>Of a call that nobody was asked about: it was left to the caller, or stood behind one that waited.</summary>
    public const string LeftBehind = "Error: no result of this call was given, and the conversation went on without it.";

    public static string Refused(ApprovalAnswerBody answer) => answer is { Decision: ApprovalDecision.Withdrawn, Reason: { } problem } ? $"Error: {problem}"
        : answer.Decision == ApprovalDecision.Withdrawn ? Withdrawn
        : answer.Reason is { Length: > 0 } reason ? $"Error: this call was not run. A person refused it, and said why: {reason}"
        : "Error: this call was not run. A person refused it, and gave no reason.";
}
