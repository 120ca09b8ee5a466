using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The loop of a turn: call the model, call the tools it asks for, and again, until it answers.</summary>
internal sealed class TurnLoop(
    Agent agent,
    Session session,
    RunOptions options,
    RunLimits limits,
    UsageGuard guard,
    TurnJournal journal,
    TurnProgress progress,
    Action<AgentUpdate>? onUpdate,
    CancellationToken cancellationToken)
{
    private readonly RunContext _context = new(agent, session, journal.State, journal.Number, options.Context, options.Services ?? agent.Services, cancellationToken);
    private readonly ModelCaller _model = new(agent.Client, journal, agent.Pricing, session.Log, onUpdate);
    private readonly TurnScribe _scribe = new(agent.Client, journal, agent.Pricing, guard, session.Log, progress.Usage);

    /// <summary>Runs the turn to its end, which is not yet recorded.</summary>
    public async Task<TurnEndBody> RunAsync()
    {
        var instructions = agent.InstructionsFactory is { } compute ? await compute(_context).ConfigureAwait(false) : agent.Instructions;
        var prompt = Prompt.Create(agent.ChatOptions, options.ChatOptions, instructions, agent.Tools);
        var tools = new ToolRunner(prompt.Options?.Tools, _context);

        var desk = new ApprovalDesk([.. options.Approvals, .. agent.Approvals], tools, _context, journal, progress.Asked);

        // Calls that a crash left without a result, or that waited: of those that may have run, only idempotent ones run again.
        await desk.AskAgainAsync(progress.Open).ConfigureAwait(false);
        await SettleAsync(tools, desk, progress.MayHaveRun).ConfigureAwait(false);
        for (var step = 0; ; step++)
        {
            if (progress.Open.Count > 0)
                return new TurnEndBody { Status = TurnStatus.Waiting };

            cancellationToken.ThrowIfCancellationRequested();
            if (step >= limits.Steps)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Steps };
            if (progress.Tokens >= limits.Tokens)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Tokens };

            // A window may have cost model calls of its own: what is left is looked at after it.
            var shown = await progress.Window.BuildAsync(options.Window ?? agent.Window, _scribe, before: [], cancellationToken).ConfigureAwait(false);
            if (progress.Tokens >= limits.Tokens)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Tokens };
            if (await guard.RefusesAsync(journal.Uncommitted, cancellationToken).ConfigureAwait(false))
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Usage };

            await CallModelAsync(shown, prompt, desk).ConfigureAwait(false);
            if (progress.Open.Count == 0)
                return new TurnEndBody { Status = TurnStatus.Completed };

            await SettleAsync(tools, desk, unknown: 0).ConfigureAwait(false);
        }
    }

    private async Task CallModelAsync(BuiltWindow shown, Prompt prompt, ApprovalDesk desk)
    {
        await _model.CallAsync(shown, prompt, progress.Window, IsStep, cancellationToken).ConfigureAwait(false);
        progress.Calls.AddRange(progress.Open.Select(ToolRunner.Describe));

        async ValueTask<bool> IsStep(ChatResponse response)
        {
            progress.Saw(response);
            await desk.AskAsync(progress.Open).ConfigureAwait(false);
            return progress.Open.Count > 0;
        }
    }

    /// <summary>Gives the open calls their results; those that wait for a person stay open.</summary>
    private async Task SettleAsync(ToolRunner tools, ApprovalDesk desk, int unknown)
    {
        var (open, first) = (progress.Open, progress.Calls.Count - progress.Open.Count);
        progress.Open = [.. open.Where(call => desk.StateOf(call) == ApprovalState.Waits)];
        foreach (var call in open.Where(call => desk.StateOf(call) == ApprovalState.Refused))
        {
            var (message, position) = await RecordAsync(desk.Refuse(call), first).ConfigureAwait(false);
            progress.Window.Add(message, position, journal.Start);
        }

        await CallToolsAsync(tools, [.. open.Where(call => desk.StateOf(call) == ApprovalState.Free)], first, unknown).ConfigureAwait(false);
    }

    private async Task CallToolsAsync(ToolRunner tools, IReadOnlyList<FunctionCallContent> calls, int first, int unknown)
    {
        var results = new (ChatMessage Message, Position Position)[calls.Count];
        if (progress.ParallelTools && calls.Count > 1)
            await Task.WhenAll(Enumerable.Range(0, calls.Count).Select(CallAsync)).ConfigureAwait(false);
        else
            for (var i = 0; i < calls.Count; i++)
                await CallAsync(i).ConfigureAwait(false);

        foreach (var (message, position) in results)
            progress.Window.Add(message, position, journal.Start);

        async Task CallAsync(int i)
        {
            onUpdate?.Invoke(new ToolStartedUpdate(ToolRunner.Describe(calls[i])));
            var call = i < unknown && !tools.IsIdempotent(calls[i])
                ? ToolRunner.Describe(calls[i]) with { Result = MessageBalance.UnknownOutcome, Error = MessageBalance.UnknownOutcome }
                : await tools.CallAsync(calls[i]).ConfigureAwait(false);
            results[i] = await RecordAsync(call, first).ConfigureAwait(false);
        }
    }

    private async ValueTask<(ChatMessage Message, Position Position)> RecordAsync(ToolCall call, int first)
    {
        var recorded = await journal.RecordAsync(call).ConfigureAwait(false);
        progress.Calls[FindCall(first, call.Id)] = call;
        onUpdate?.Invoke(new ToolFinishedUpdate(call));
        return recorded;
    }

    private int FindCall(int first, string id)
    {
        var index = progress.Calls.FindIndex(Math.Max(first, 0), call => call.Id == id && call.Result is null);
        return index >= 0 ? index : progress.Calls.FindLastIndex(call => call.Id == id);
    }
}
