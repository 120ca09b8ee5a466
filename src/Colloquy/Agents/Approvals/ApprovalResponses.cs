using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Answers to approvals in the form that Microsoft.Extensions.AI gives them, as the input of a run.</summary>
internal static class ApprovalResponses
{
    public static bool AreIn(IReadOnlyList<ChatMessage> input)
    {
        for (var i = 0; i < input.Count; i++)
        {
            if (input[i].Contents.Any(content => content is ToolApprovalResponseContent))
                return true;
        }

        return false;
    }

    /// <summary>Answers what waits. When one of the answers fits nothing that waits, none counts.</summary>
    public static async Task AnswerAsync(SessionLog log, IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken)
    {
        List<AIContent> contents = [.. input.SelectMany(message => message.Contents)];
        if (contents.Exists(content => content is not ToolApprovalResponseContent))
            throw new ArgumentException("Answers to approvals are the whole input of a run: what the user says besides begins a turn of its own. Run with the answers first.", nameof(input));

        var waiting = await ApprovalOperations.ListAsync(log, cancellationToken).ConfigureAwait(false);
        List<ApprovalAnswer> answers = [.. contents.Cast<ToolApprovalResponseContent>().Select(response => Match(log.Key, waiting, response))];
        if (answers.DistinctBy(answer => answer.Approval.Id).Count() < answers.Count)
            throw new ArgumentException("An approval is answered twice in one input.", nameof(input));

        foreach (var answered in answers.GroupBy(answer => answer.Approval.Session))
        {
            if (answered.Key == log.Key)
                await ApprovalOperations.AnswerAsync(log, [.. answered], RememberApproval.Nothing, cancellationToken).ConfigureAwait(false);
            else
                foreach (var answer in answered)
                    await ApprovalOperations.AnswerAsync(log, answer, RememberApproval.Nothing, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ApprovalAnswer Match(SessionKey key, IReadOnlyList<Approval> waiting, ToolApprovalResponseContent response)
    {
        if (waiting.FirstOrDefault(approval => approval.Id.Value == response.RequestId) is not { } approval)
            throw new ApprovalNotFoundException(key, response.RequestId, "no such request waits; it was answered or taken back, or the conversation went on");
        if (response.ToolCall is not FunctionCallContent call || call.CallId != approval.CallId || call.Name != approval.Tool || !ToolArguments.AreSame(ToolArguments.Write(call.Arguments), approval.Arguments))
            throw new ApprovalNotFoundException(key, response.RequestId, "the call that was recorded there is another");
        return new ApprovalAnswer(approval, response.Approved ? ApprovalDecision.Approved : ApprovalDecision.Refused, response.Reason);
    }
}
