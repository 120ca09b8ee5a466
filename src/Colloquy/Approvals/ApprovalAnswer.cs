namespace Colloquy;

/// <summary>What a person answers to an approval.</summary>
internal sealed record ApprovalAnswer(Approval Approval, ApprovalDecision Decision, string? Reason = null, string? By = null)
{
    public ApprovalAnswerBody ToBody(Position request) => new() { Request = request, Decision = Decision, Reason = Reason, By = By };

    public RememberedApproval Remember(RememberApproval remember) => new()
    {
        Tool = Approval.Tool,
        AnyArguments = remember == RememberApproval.Tool,
        Arguments = remember == RememberApproval.Tool ? null : Approval.Arguments,
        Decision = Decision,
        Reason = Reason,
        By = By,
    };
}
