namespace Colloquy.Testing;

/// <summary>Tests an agent, whose session is in the store of the conversation.</summary>
internal sealed class AgentTarget(Agent agent, TargetPlace place) : ConversationTarget
{
    private Session? _session;

    public override Session? Session => _session;

    internal override bool KnowsTools => true;

    /// <summary>The tools of the agent and of all agents that the conversation can be handed over to.</summary>
    internal override IEnumerable<AITool> Tools
    {
        get
        {
            HashSet<Agent> seen = [agent];
            Queue<Agent> next = new([agent]);
            while (next.TryDequeue(out var each))
            {
                foreach (var tool in each.Tools.Concat(each.ChatOptions?.Tools ?? []))
                    yield return tool;
                foreach (var handoff in each.Handoffs)
                {
                    yield return AIFunctionFactory.CreateDeclaration(handoff.ToolName, null, default);
                    if (seen.Add(handoff.Agent))
                        next.Enqueue(handoff.Agent);
                }
            }
        }
    }

    public override async ValueTask StartAsync(CancellationToken cancellationToken) =>
        _session = await place.Store.OpenAsync(new SessionKey(place.ConversationId, user: place.Conversation), cancellationToken: cancellationToken).ConfigureAwait(false);

    public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
    {
        (place.Mark.Before, place.Mark.Input) = (null, request.Messages.Count);
        if (!place.Streams)
            return await ToAnswerAsync(await agent.RunAsync(request.Messages, _session!, cancellationToken: cancellationToken).ConfigureAwait(false), request.Messages.Count, null, cancellationToken).ConfigureAwait(false);

        var start = place.TimeProvider.GetTimestamp();
        TimeSpan? first = null;
        AgentAnswer? answer = null;
        await foreach (var update in agent.RunStreamingAsync(request.Messages, _session!, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (first is null && update.Text.Length > 0)
                first = place.TimeProvider.GetElapsedTime(start);
            answer = (update as AnswerUpdate)?.Answer ?? answer;
        }

        return await ToAnswerAsync(answer!, request.Messages.Count, first, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<TargetAnswer> AnswerAsync(IReadOnlyList<Approval> approvals, bool approved, CancellationToken cancellationToken)
    {
        place.Mark.Before = (await _session!.GetItemsAsync(1, cancellationToken: cancellationToken).ConfigureAwait(false)) is [var newest] ? newest.Position : default;
        place.Mark.Input = 0;
        foreach (var approval in approvals)
        {
            if (approved)
                await _session!.Approvals.ApproveAsync(approval, cancellationToken: cancellationToken).ConfigureAwait(false);
            else
                await _session!.Approvals.RefuseAsync(approval, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return await ResumeAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The session has no turn that can go on after the approvals were answered.");
    }

    public override async Task<TargetAnswer?> ResumeAsync(CancellationToken cancellationToken)
    {
        if (await agent.ResumeAsync(_session!, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } answer)
            return null;

        List<ChatMessage> added = [];
        await foreach (var item in _session!.ReadItemsAsync(place.Mark.Before ?? answer.TurnStart, cancellationToken).ConfigureAwait(false))
            added.Add(item.Message);
        return await ToAnswerAsync(answer, 0, null, cancellationToken).ConfigureAwait(false) with { Messages = [.. added.Skip(place.Mark.Input)] };
    }

    public override async ValueTask ContinueFromAsync(TargetHistory history, CancellationToken cancellationToken)
    {
        if (history is { Source: { } source, AfterTurn: { } turn })
        {
            var fork = await (turn == 0 ? source.Branches.ForkBeforeTurnAsync(1, cancellationToken: cancellationToken) : source.Branches.ForkAfterTurnAsync(turn, cancellationToken: cancellationToken)).ConfigureAwait(false);
            await ReturnToAsync(fork.Key, fork.Branch, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _session = await place.Store.OpenAsync(new SessionKey(SessionId.New(place.TimeProvider), user: place.Conversation), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        if (history.Messages.Count > 0)
            await _session!.AddAsync(history.Messages, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<ChatMessage>?> ReadHistoryAsync(CancellationToken cancellationToken) =>
        [.. (await _session!.GetItemsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Select(item => item.Message)];

    /// <summary>Goes on with a session after a restart, on the branch on which it was.</summary>
    public async ValueTask ReturnToAsync(SessionKey key, string branch, CancellationToken cancellationToken)
    {
        _session = await place.Store.OpenAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (_session.Branch != branch)
            _session = await _session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TargetAnswer> ToAnswerAsync(AgentAnswer answer, int input, TimeSpan? first, CancellationToken cancellationToken) => new()
    {
        Messages = [.. answer.Messages.Skip(input)],
        Text = answer.Text,
        Status = answer.Status,
        Usage = answer.Usage,
        CarriedIn = answer.CarriedIn,
        Agent = answer.Agent,
        SessionTurn = answer.TurnNumber,
        Handoffs = await ReadHandoffsAsync(answer, cancellationToken).ConfigureAwait(false),
        Approvals = answer.Approvals,
        TimeToFirstToken = first,
        Raw = answer,
    };

    private async Task<IReadOnlyList<ObservedHandoff>> ReadHandoffsAsync(AgentAnswer answer, CancellationToken cancellationToken)
    {
        if (agent.Handoffs.Count == 0)
            return [];

        List<ObservedHandoff> handoffs = [];
        await foreach (var handoff in _session!.ReadEventsAsync(new EventQuery { After = answer.TurnStart, Kinds = [EntryKind.Handoff], OnlyBranch = true }, cancellationToken).ConfigureAwait(false))
            handoffs.Add(new ObservedHandoff(handoff.Author, handoff.Subject ?? ""));
        return handoffs;
    }
}
