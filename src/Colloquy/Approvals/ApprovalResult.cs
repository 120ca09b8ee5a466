namespace Colloquy;

/// <summary>What the model is told of calls that were not run since nobody approved them.</summary>
internal static class ApprovalResult
{
    public const string Withdrawn = "Error: this call was not run. It waited for a person's approval, and the conversation went on without it.";

    /// <summary>Of a call that nobody was asked about: it was left to the caller, or stood behind one that waited.</summary>
    public const string LeftBehind = "Error: no result of this call was given, and the conversation went on without it.";

    /// <summary>What the model is told of a call whose result was never recorded.</summary>
    public const string Unknown =
        "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    /// <summary>What stands as the result of a call that waits while the conversation goes on. It is never replaced.</summary>
    public const string Waits = "This call has not run: it waits for a person's approval. What comes of it follows in a later message. Do not make the call again meanwhile.";

    /// <summary>The same of a call that was approved, and whose turn had not gone on yet.</summary>
    public const string Approved = "This call has not run yet: a person approved it just now. What comes of it follows in a later message. Do not make the call again meanwhile.";

    /// <summary>What is told of a call that nobody answered before its time ran out.</summary>
    public const string Expired = "Error: this call was not run. It waited for a person's approval, and nobody answered in time.";

    /// <summary>What is told of a call whose agent went on with its task, and asked a person about another call.</summary>
    public const string WaitsAgain = "it went on with its task, and waits for a person's approval again. What comes of it follows in a later message.";

    /// <summary>The answer that is recorded when the time of a request has run out.</summary>
    public static ApprovalAnswerBody Expire(Position request) => new() { Request = request, Decision = ApprovalDecision.Refused, Reason = "nobody answered in time.", Expired = true };

    public static string Refused(ApprovalAnswerBody answer) => answer.Expired ? Expired
        : answer is { Decision: ApprovalDecision.Withdrawn, Reason: { } problem } ? $"Error: {problem}"
        : answer.Decision == ApprovalDecision.Withdrawn ? Withdrawn
        : answer.Reason is { Length: > 0 } reason ? $"Error: this call was not run. A person refused it, and said why: {reason}"
        : "Error: this call was not run. A person refused it, and gave no reason.";
}
