using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds the calls of a response that need a person, before the response is recorded: so the log says of each call that may have run whether it was free to.</summary>
internal sealed class ApprovalEvaluator(IReadOnlyList<ApprovalRule> rules, ToolRunner tools, RunContext run, Patience patience, string branch, ApprovalRequests asked)
{
    /// <summary>How long a person has to answer; null for ever.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Makes the requests for the calls of a new response, which are committed with it; null for none.</summary>
    public async ValueTask<ApprovalRequestQueue?> EvaluateAsync(IReadOnlyList<FunctionCallContent> calls)
    {
        ApprovalRequestQueue? requests = null;
        IReadOnlyList<RememberedApproval>? remembered = null;
        foreach (var call in calls)
        {
            if (tools.Find(call.Name) is not { } function || !await NeedsPersonAsync(call, function).ConfigureAwait(false))
                continue;

            remembered ??= RememberedApprovals.Read(await run.State.FindAsync(RememberedApprovals.Key).ConfigureAwait(false));
            var request = Request(call);
            (requests ??= new ApprovalRequestQueue(asked)).Add(request, FindAnswer(call, request, remembered));
        }

        return requests;
    }

    /// <summary>Makes new requests for calls that were asked about before a fork: an answer given there does not count here. Null for none.</summary>
    public ApprovalRequestQueue? AskAgain(IReadOnlyList<FunctionCallContent> calls)
    {
        ApprovalRequestQueue? requests = null;
        foreach (var call in calls.Where(call => asked.WasAsked(call.CallId) && asked.Find(call.CallId, branch) is null))
            (requests ??= new ApprovalRequestQueue(asked)).Add(Request(call));
        return requests;
    }

    /// <summary>Makes the requests of agents that are tools and wait for a person, each in a session of its own.</summary>
    public ApprovalRequestQueue Note(IReadOnlyList<(FunctionCallContent Call, string Session)> waiting)
    {
        var requests = new ApprovalRequestQueue(asked);
        foreach (var (call, session) in waiting)
            requests.Add(Request(call) with { ChildSession = session, ExpiresAt = null });
        return requests;
    }

    /// <summary>Returns what became of the question about a call.</summary>
    public ApprovalState StateOf(FunctionCallContent call)
    {
        var state = ApprovalState.Free;
        foreach (var one in asked.FindAll(call, branch).Where(one => one.Request.ChildSession is null))
        {
            if (one.Answer is null)
                return ApprovalState.Waits;
            if (one.Answer.Decision != ApprovalDecision.Approved)
                state = ApprovalState.Refused;
        }

        return state;
    }

    /// <summary>Returns the result that tells the model why a call does not run.</summary>
    public ToolCall Refuse(FunctionCallContent call)
    {
        var result = ApprovalResult.Refused(asked.FindAll(call, branch).First(one => one.Answer is { Decision: not ApprovalDecision.Approved }).Answer!);
        return ToolRunner.Describe(call) with { Result = result, Error = result };
    }

    private async ValueTask<bool> NeedsPersonAsync(FunctionCallContent call, AIFunction function)
    {
        if (rules.FirstOrDefault(rule => rule.IsFor(call.Name)) is not { } first)
            return function.GetService<ApprovalRequiredAIFunction>() is not null;

        try
        {
            return await patience.WaitAsync($"The rule on approval of tool '{call.Name}'", _ => first.AsksAsync(ToolRunner.Describe(call), run), run.CancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A rule that cannot tell must not let a call run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.ApprovalRuleFailed(run.Session.Log.Logger, e, call.Name, run.Session.Key);
            return true;
        }
    }

    private ApprovalRequestBody Request(FunctionCallContent call) => new()
    {
        Call = call.CallId,
        Tool = call.Name,
        Arguments = ToolArguments.Write(call.Arguments),
        Branch = branch,
        ExpiresAt = ApprovalTime.EndFrom(run.Session.Log.Time, Expiry),
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
