namespace Colloquy.Testing;

/// <summary>Notes the places in a conversation at which its process could be lost, and loses it at one of them.</summary>
internal sealed class RestartCutExtension(RestartCut? cut) : ConversationExtension
{
    private readonly Lock _lock = new();
    private readonly List<RestartCut> _places = [];
    private Conversation? _conversation;
    private int _turn;
    private int _calls;

    /// <summary>The places that the conversation passed, in order.</summary>
    public IReadOnlyList<RestartCut> Places
    {
        get
        {
            lock (_lock)
                return [.. _places];
        }
    }

    /// <summary>Whether the process was lost.</summary>
    public bool WasReached { get; private set; }

    /// <summary>The cut is between the agent and what a cassette replays.</summary>
    internal override bool WrapsLast => true;

    public override ToolHost WrapToolHost(ToolHost host) => new Host(host, this);

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        (_conversation, _turn, _calls) = (conversation, turnNumber, 0);
        return default;
    }

    public override async ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        var place = Pass(new RestartCut(RestartCuts.AfterTurns, turn.Number, turn.Name));
        if (!IsDue(place))
            return;

        await LoseAsync(place).ConfigureAwait(false);
        await conversation.ReopenAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private RestartCut Pass(RestartCut place)
    {
        lock (_lock)
            _places.Add(place);
        return place;
    }

    private bool IsDue(RestartCut place) => cut is not null && !WasReached && (cut.Place, cut.Turn, cut.Call, cut.Tool) == (place.Place, place.Turn, place.Call, place.Tool);

    private async Task<ProcessLostException> LoseAsync(RestartCut place)
    {
        WasReached = true;
        var reason = $"The process was lost: {place}.";
        await _conversation!.LoseProcessAsync(reason).ConfigureAwait(false);
        return new ProcessLostException(reason);
    }

    private async ValueTask<object?> CallAsync(string tool, Func<ValueTask<object?>> callAsync)
    {
        var (note, call) = (CallNote.Current.Value!, Interlocked.Increment(ref _calls));
        var before = Pass(new RestartCut(RestartCuts.BeforeCalls, _turn, _conversation!.RunningTurn ?? "", call, tool));
        if (IsDue(before))
        {
            note.WasNotMade = true;
            throw await LoseAsync(before).ConfigureAwait(false);
        }

        var after = Pass(before with { Place = RestartCuts.AfterCalls });
        if (!IsDue(after))
            return await callAsync().ConfigureAwait(false);

        try
        {
            await callAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A call that failed has no result that an agent could receive, either.
        }

        throw await LoseAsync(after).ConfigureAwait(false);
    }

    private sealed class Host(ToolHost host, RestartCutExtension cut) : DelegatingToolHost(host)
    {
        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) =>
            [.. (await base.StartAsync(cancellationToken).ConfigureAwait(false)).Select(function => new Tool(function, GetOwnName(function.Name), cut))];
    }

    private sealed class Tool(AIFunction function, string ownName, RestartCutExtension cut) : DelegatingAIFunction(function)
    {
        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            CallNote.Current.Value is { By: Caller.Agent } ? cut.CallAsync(ownName, () => base.InvokeCoreAsync(arguments, cancellationToken)) : base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
