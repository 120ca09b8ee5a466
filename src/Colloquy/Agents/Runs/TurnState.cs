using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a turn has come to so far: begun now, or read back from the log after a crash.</summary>
internal sealed class TurnState(Window window)
{
    private string[] _answered = [];
    private ApprovalRequests? _asked;

    public Window Window { get; private set; } = window;

    /// <summary>How many messages of the turn are its input.</summary>
    public int InputCount { get; set; }

    /// <summary>What the user said last in the turn that is read back; null when nothing was said.</summary>
    public MemorySource? Said { get; private set; }

    /// <summary>Whether the turn's last message is an answer that asks for nothing.</summary>
    public bool IsAnswered { get; private set; }

    public UsageDetails Usage { get; } = new();

    public List<ToolCall> Calls { get; } = [];

    /// <summary>The agents whose models answered in the turn, each once.</summary>
    public IReadOnlyCollection<string> Answered => _answered;

    /// <summary>The handoffs of the turn so far.</summary>
    public List<(string From, string To)> Handoffs => field ??= [];

    public string Text { get; private set; } = "";

    public ChatFinishReason? FinishReason { get; private set; }

    /// <summary>Calls of the last response that have no result yet.</summary>
    public IReadOnlyList<FunctionCallContent> Open { get; set; } = [];

    /// <summary>Those of <see cref="Open"/> whose results the caller gives, when the turn ends waiting.</summary>
    public IReadOnlyList<FunctionCallContent> ForCaller { get; set; } = [];

    /// <summary>What the model's client threw last; null for nothing.</summary>
    public Exception? ClientFailure { get; set; }

    /// <summary>The calls of the last response that a person was asked about.</summary>
    public ApprovalRequests Asked => _asked ??= new ApprovalRequests();

    /// <summary>Whether the tool calls of one response run at the same time: as the turn was begun, since its start tells which may have run.</summary>
    public bool ParallelTools { get; init; }

    /// <summary>The turn whose calls' outcome the turn tells, as its start says; null for any other input.</summary>
    public DeferredTurn? Tells { get; private init; }

    /// <summary>What is to be done of that; null when the turn has an input of the user's.</summary>
    public DeferredCalls? Deferred { get; set; }

    /// <summary>How many of the first of <see cref="Open"/> that were free to run may have run already, in the process that died.</summary>
    public int MayHaveRun { get; set; }

    public long Tokens => Usage.TotalTokenCount ?? ((Usage.InputTokenCount ?? 0) + (Usage.OutputTokenCount ?? 0));

    /// <summary>Learns that the model of an agent answered.</summary>
    public void WasAnswered(string agent)
    {
        if (!_answered.Contains(agent))
            _answered = [.. _answered, agent];
    }

    public void Saw(ChatResponse response)
    {
        Text = response.Text;
        FinishReason = response.FinishReason;
        if (response.Usage is { } usage)
            Usage.Add(usage);
        Open = FindOpen(response.Messages);
        _asked?.Clear();
    }

    /// <summary>The place of a call among <see cref="Calls"/>, of which an id may name several.</summary>
    public int FindCall(int first, string id)
    {
        var index = Calls.FindIndex(Math.Max(first, 0), call => call.CallId == id && call.Result is null);
        return index >= 0 ? index : Calls.FindLastIndex(call => call.CallId == id);
    }

    /// <summary>Takes in a result that the caller gave.</summary>
    public void Answer(ToolCall call)
    {
        Calls[FindCall(0, call.CallId)] = call;
        Open = [.. Open.Where(open => open.CallId != call.CallId)];
    }

    /// <summary>Shows the turn to another agent.</summary>
    public void HandOver(string agent) => Window = Window.For(agent);

    public AgentAnswer ToAnswer(TurnTransaction transaction, TurnStatus status, IReadOnlyList<Approval> approvals)
    {
        var (carried, messages) = (Window.CarriedIn, Window.Turn);
        return new()
        {
            Text = Text,
            Approvals = approvals,
            OpenCalls = status == TurnStatus.Waiting ? ForCaller : [],
            Agent = transaction.Author,
            Status = status,
            Messages = messages,
            Conversation = carried.Count == 0 ? messages : carried is MessageView earlier ? earlier.With(messages) : [.. carried, .. messages],
            CarriedIn = carried.Count,
            ToolCalls = Calls,
            Usage = Usage,
            FinishReason = FinishReason,
            ConversationId = transaction.Conversations.Newest?.Id,
            TurnNumber = transaction.Number,
            TurnStart = transaction.TurnStart,
            Position = transaction.Last,
            Duration = transaction.Elapsed,
        };
    }

    /// <summary>Reads back a turn that has no end, or waits.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="agent">The agent that goes on with it.</param>
    /// <param name="place">Where the run is that goes on with it; null to look at it only.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<TurnState> ReadAsync(SessionLog log, Turn turn, string agent, TurnOpening? place, CancellationToken cancellationToken)
    {
        var start = await log.ReadEntryAsync(turn.Start, headerOnly: false, cancellationToken).ConfigureAwait(false);
        var opening = log.Decode(start) as TurnStartBody;
        var state = new TurnState(place is null ? new Window(log, start.Parent, agent) : await place.OpenWindowAsync(start.Parent, agent, cancellationToken).ConfigureAwait(false)) { ParallelTools = opening?.ParallelTools == true, Tells = opening?.Tells };
        await foreach (var entry in log.ReadAsync(LogRead.Forth(turn.End, turn.Start) with { Limit = 1_000 }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == EntryKind.ApprovalRequest || entry.Kind == EntryKind.ApprovalAnswer)
                state.Asked.Saw(entry, log.Decode(entry));
            else if (entry.Kind == EntryKind.Message)
                await state.ReadAsync(log, entry, cancellationToken).ConfigureAwait(false);
            else if (entry.Kind == EntryKind.Handoff && log.Decode(entry) is HandoffBody { From: { } from, To: { } to })
                state.Handoffs.Add((from, to));
            else if (entry.Kind == EntryKind.ModelCall || entry.Kind == EntryKind.Summary || entry.Kind == EntryKind.Importance)
                state.Saw(log.Decode(entry), entry);
        }

        var messages = state.Window.Turn;
        state.Open = FindOpen(messages);
        state.IsAnswered = state.Open.Count == 0 && messages.Count > 0 && messages[^1].Role == ChatRole.Assistant;
        state.InputCount = messages.TakeWhile(message => message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool).Count();

        // On a branch that was made or moved since the turn began, the calls may have run where the turn went on.
        state.MayHaveRun = turn.Status == TurnStatus.Waiting ? 0 : state.ParallelTools || log.Record.LastMove > turn.Start ? state.Open.Count : 1;
        return state;
    }

    private void Saw(EntryBody body, Entry entry)
    {
        Window.Saw(body, entry.Position);
        if (body is ModelCallBody { Purpose: null })
            Asked.Clear();
        if (body is ModelCallBody { Purpose: null, Error: null } && entry.Author is { } agent)
            WasAnswered(agent);
        if (body is ModelCallBody { Usage: { } usage })
            Usage.Add(usage);
    }

    /// <summary>Finds the calls that are to be run and have no result.</summary>
    public static IReadOnlyList<FunctionCallContent> FindOpen(IEnumerable<ChatMessage> messages)
    {
        List<FunctionCallContent>? open = null;
        foreach (var message in messages)
        {
            for (var i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is FunctionCallContent call)
                    (open ??= []).Add(call);
                else if (open is not null && message.Contents[i] is FunctionResultContent result)
                    RemoveAnswered(open, result.CallId);
            }
        }

        open?.RemoveAll(call => call.InformationalOnly);
        return (IReadOnlyList<FunctionCallContent>?)open ?? [];
    }

    private static void RemoveAnswered(List<FunctionCallContent> open, string id)
    {
        if (open.FindIndex(call => call.CallId == id) is >= 0 and var answered)
            open.RemoveAt(answered);
    }

    private async ValueTask ReadAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        if (log.Decode(entry) is not MessageBody body || body.Partial)
            return;

        await Attachments.AttachAsync(body.Message, entry.Position, log, cancellationToken).ConfigureAwait(false);
        Window.Add(body.Message, entry.Position, entry.TurnStart, entry.Author);
        if (entry.Author is null && body.Message.Role == ChatRole.User)
            Said = new MemorySource(log.Key, entry.Position) { Chain = entry.Chain };
        if (body.Message.Role == ChatRole.Assistant)
            Text = body.Message.Text;

        foreach (var content in body.Message.Contents)
        {
            if (content is FunctionCallContent { InformationalOnly: false } call)
                Calls.Add(ToolRunner.Describe(call));
            else if (content is FunctionResultContent result && Calls.FindLastIndex(made => made.CallId == result.CallId) is >= 0 and var index)
                Calls[index] = Calls[index] with { Result = result.Result, Error = body.Error, ChildSession = body.ChildSession, Duration = body.Duration ?? TimeSpan.Zero };
        }
    }
}
