using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds the calls of a response that need a person, before the response is recorded: so the log tells of each call that may have run whether it was free to.</summary>
internal sealed class ApprovalEvaluator(IReadOnlyList<ApprovalRule> rules, ToolRunner tools, RunContext run, TurnTransaction journal, ApprovalRequests asked)
{
    /// <summary>Asks about the calls of a new response, in the commit that records it.</summary>
    public async ValueTask AskAsync(IReadOnlyList<FunctionCallContent> calls)
    {
        IReadOnlyList<RememberedApproval>? remembered = null;
        foreach (var call in calls)
        {
            if (tools.Find(call.Name) is not { } function || !await NeedsPersonAsync(call, function).ConfigureAwait(false))
                continue;

            remembered ??= RememberedApprovals.Read(await journal.State.FindAsync(RememberedApprovals.Key).ConfigureAwait(false));
            var request = Request(call);
            journal.Request(asked, request, FindAnswer(call, request, remembered));
        }
    }

    /// <summary>Asks again about what was asked before a fork: an answer given there does not count here.</summary>
    public async ValueTask AskAgainAsync(IReadOnlyList<FunctionCallContent> calls)
    {
        List<FunctionCallContent> again = [.. calls.Where(call => asked.WasAsked(call.CallId) && asked.Find(call.CallId, journal.Branch) is null)];
        foreach (var call in again)
            journal.Request(asked, Request(call), answer: null);
        if (again.Count > 0)
            await journal.RequestAsync().ConfigureAwait(false);
    }

    /// <summary>What became of the question about a call.</summary>
    public ApprovalState StateOf(FunctionCallContent call)
    {
        var state = ApprovalState.Free;
        foreach (var one in asked.FindAll(call, journal.Branch).Where(one => one.Request.ChildSession is null))
        {
            if (one.Answer is null)
                return ApprovalState.Waits;
            if (one.Answer.Decision != ApprovalDecision.Approved)
                state = ApprovalState.Refused;
        }

        return state;
    }

    /// <summary>Tells the model why a call does not run.</summary>
    public ToolCall Refuse(FunctionCallContent call)
    {
        var result = ApprovalResult.Refused(asked.FindAll(call, journal.Branch).First(one => one.Answer is { Decision: not ApprovalDecision.Approved }).Answer!);
        return ToolRunner.Describe(call) with { Result = result, Error = result };
    }

    private async ValueTask<bool> NeedsPersonAsync(FunctionCallContent call, AIFunction function)
    {
        if (rules.FirstOrDefault(rule => rule.IsFor(call.Name)) is not { } first)
            return function.GetService<ApprovalRequiredAIFunction>() is not null;

        try
        {
            return await journal.Patience.WaitAsync($"The rule on approval of tool '{call.Name}'", _ => first.AsksAsync(ToolRunner.Describe(call), run), run.CancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A rule that cannot tell must not let a call run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.ApprovalRuleFailed(run.Session.Log.Logger, e, call.Name, run.Session.Key);
            return true;
        }
    }

    /// <summary>Notes that an agent that is a tool waits for a person, in a session of its own.</summary>
    public async ValueTask NoteAsync(IReadOnlyList<(FunctionCallContent Call, string Session)> waiting)
    {
        foreach (var (call, session) in waiting)
            journal.Request(asked, Request(call) with { ChildSession = session }, answer: null);
        await journal.RequestAsync().ConfigureAwait(false);
    }

    private ApprovalRequestBody Request(FunctionCallContent call) => new()
    {
        Call = call.CallId,
        Tool = call.Name,
        Arguments = ToolArguments.Write(call.Arguments),
        Branch = journal.Branch,
    };

    private ApprovalAnswerBody? FindAnswer(FunctionCallContent call, ApprovalRequestBody request, IReadOnlyList<RememberedApproval> remembered)
    {
        // Recorded too: read back after a crash, a call whose arguments were no JSON looks like one without any.
        if (call.Exception is { } malformed)
            return Withdraw(ToolRunner.Malformed(malformed));
        if (run.Session.Log.IsEphemeral)
            return Withdraw("this tool needs a person's approval, and nobody can be asked in a run without a session.");
        return remembered.FirstOrDefault(answer => answer.Covers(request.Tool, request.Arguments))?.Answer(default);
    }

    private static ApprovalAnswerBody Withdraw(string reason) => new() { Request = default, Decision = ApprovalDecision.Withdrawn, Reason = reason };
}

/// <summary>Whether a call may run.</summary>
internal enum ApprovalState
{
    /// <summary>Nobody needs to be asked, or a person approved it.</summary>
    Free,

    /// <summary>It waits for a person.</summary>
    Waits,

    /// <summary>It must not run.</summary>
    Refused,
}
