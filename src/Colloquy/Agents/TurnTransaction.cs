using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Writes one turn to the log, step by step, under its lease. What has happened is written down also when the run is cancelled.</summary>
internal sealed partial class TurnTransaction(SessionLog log, SessionRecord record, RunLease lease, Durability durability, string agent) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly long _started = Stopwatch.GetTimestamp();
    private EntryWriter _writer = new(record, log.Time, log.Logger);
    private SessionActivity _activity = record.Activity;
    private readonly List<UsageRecord> _uncommitted = [];
    private Commit? _unconfirmed;
    private Position _confirmed = record.Tip;
    private bool _isFull;
    private ServiceConversations? _kept;

    private List<(ApprovalRequests Asked, ApprovalRequestBody Request, ApprovalAnswerBody? Answer)>? _requests;
    private Position _stateHead = record.Head;
    private RunState? _state;
    private Durability _durability = durability;

    /// <summary>The state of the session as the turn sees it, in all scopes.</summary>
    public SessionState State => field ??= new SessionState(scope => scope switch
    {
        Scope.Session => OpenState(),
        Scope.Temp => Temp,
        _ => new RunOwnerStateStore(log, scope, this),
    });

    /// <summary>The temp state of the run that this one works for; null for one of its own.</summary>
    public TempStateStore? OuterTemp { private get; init; }

    /// <summary>The state of this run, and of those that it is a part of.</summary>
    public TempStateStore Temp => field ??= OuterTemp ?? new TempStateStore(log.StateOptions) { Logger = log.Logger };

    /// <summary>How the turn waits for code that is not ours.</summary>
    public required Patience Patience { get; init; }

    /// <summary>What the log keeps of exceptions of the application's code.</summary>
    public ToolErrors Errors { get; init; }

    /// <summary>The most characters of a result that the caller gives.</summary>
    public int ResultCharacters { get; init; } = RunLimits.DefaultResultCharacters;

    /// <summary>What the model's client threw last; null for nothing.</summary>
    public Exception? ClientFailure { get; set; }

    /// <summary>How long what the turn hands out works.</summary>
    public RunFence Fence { get; } = new(log.Key);

    /// <summary>The agent that has the turn, under whose name entries are written.</summary>
    public string Author { get; set; } = agent;

    /// <summary>The number of the turn.</summary>
    public int Number { get; private set; }

    /// <summary>The start entry of the turn.</summary>
    public Position Start { get; private set; }

    /// <summary>The branch that it runs on.</summary>
    public string Branch => _writer.Branch;

    /// <summary>What the user said last in the turn, for what is remembered of it; null when nothing was said.</summary>
    public MemorySource? Said { get; set; }

    /// <summary>The last entry of the turn so far.</summary>
    public Position Last => _writer.Head;

    /// <summary>What the turn has used that no commit holds yet.</summary>
    public IReadOnlyList<UsageRecord> Uncommitted => _uncommitted;

    /// <summary>The conversations that services keep, as they were read last; null before.</summary>
    public ServiceConversations? Kept => _kept;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Moves the head before the newest turn, in a commit of its own.</summary>
    public async ValueTask RollBackAsync(Turn turn, CancellationToken cancellationToken)
    {
        var start = await log.ReadEntryAsync(turn.Start, headerOnly: true, cancellationToken).ConfigureAwait(false);
        await MoveBackAsync(start.Parent, "rollback", cancellationToken).ConfigureAwait(false);
        await CommitAsync(activity: SessionActivity.Idle, release: false, cancellationToken).ConfigureAwait(false);
        var after = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        _writer = new EntryWriter(after, log.Time, log.Logger);
        _activity = after.Activity;
    }

    /// <summary>Moves the head back, in the next commit.</summary>
    public async ValueTask MoveBackAsync(Position to, string reason, CancellationToken cancellationToken)
    {
        await HeadOperations.MoveAsync(log, _writer, to, reason, cancellationToken).ConfigureAwait(false);
        _state?.Dispose();
        (_state, _stateHead) = (null, to);
        _kept = null;
    }

    /// <summary>Reads what services keep of the branch; to be called first before the turn writes anything.</summary>
    public async ValueTask<ServiceConversations> ReadKeptAsync(CancellationToken cancellationToken) =>
        _kept ??= await ServiceConversations.ReadAsync(log, _writer.Head, cancellationToken).ConfigureAwait(false);

    /// <summary>The conversation that the application gives, to be recorded before the turn; null for none.</summary>
    public string? Given { get; set; }

    /// <summary>Goes on with a turn that ended waiting.</summary>
    public async ValueTask ReopenAsync(Turn turn, bool othersWait, CancellationToken cancellationToken)
    {
        Continue(turn);
        _writer.Append(new TurnResumeBody(), Start, Author);
        _writer.Waits = othersWait;
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks a person about a call, in the commit that records the response with the call, or in that of <see cref="RequestAsync"/>.</summary>
    /// <param name="asked">Learns of it.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">An answer that was remembered; null to wait for one.</param>
    public void Request(ApprovalRequests asked, ApprovalRequestBody request, ApprovalAnswerBody? answer) => (_requests ??= []).Add((asked, request, answer));

    /// <summary>Commits what is requested.</summary>
    public async ValueTask RequestAsync()
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        AppendRequests();
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Begins a turn with its input; ends the turn before it, when its process died.</summary>
    public async ValueTask BeginAsync(IReadOnlyList<ChatMessage> input, bool parallelTools, Window window, CancellationToken cancellationToken, DeferredTurn? tells = null)
    {
        var before = await log.ReadTurnAsync(_writer.Head, cancellationToken).ConfigureAwait(false);
        Number = 1 + await TurnNumbers.ReadAsync(log, before, cancellationToken).ConfigureAwait(false);
        if (_activity == SessionActivity.Running && await TurnReader.IsOpenAsync(log, _writer.Head, cancellationToken).ConfigureAwait(false))
            _writer.Append(new TurnEndBody { Status = TurnStatus.Interrupted }, before, Author);

        AppendGiven(before);
        var start = new TurnStartBody { Number = Number, ParallelTools = parallelTools, Input = input.Count == 0 ? null : MessagePreview.Of(input[^1]), Tells = tells };
        Start = _writer.Append(start, author: Author).Position;
        var parts = MessageSplit.Split(input);
        for (var i = 0; i < parts.Count; i++)
            Append(Take(parts[i]), window, tells is null ? null : Author);
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with a turn that has no end.</summary>
    public void Continue(Turn turn)
    {
        Number = turn.Number;
        Start = turn.Start;
    }

    /// <summary>Leaves the turn without an end, for its caller to go on with, and gives the lease back.</summary>
    public async ValueTask LeaveAsync()
    {
        await CommitAsync(SessionActivity.Idle, release: true, CancellationToken.None).ConfigureAwait(false);
        lease.WasReleased();
    }

    /// <summary>Records a model call with what the model said, and where its service goes on with the conversation; null when it does not.</summary>
    public async ValueTask RecordAsync(ModelCallBody call, Prompt prompt, BuiltWindow shown, IReadOnlyList<ChatMessage> messages, Window window, bool step, ServiceConversation? heard = null)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Keep(prompt.Instructions);
        Keep(prompt.Tools);
        foreach (var blob in shown.Blobs)
            Keep(blob);
        AppendCall(call);

        // Before the calls that they are about: a fork at any of the messages knows that a person was asked.
        AppendRequests();
        var parts = MessageSplit.Split(messages);
        for (var i = 0; i < parts.Count; i++)
            Append(parts[i], window, Author);
        if (heard is not null)
            Keep(heard with { UpTo = _writer.Head });
        if (step)
            await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Records a model call that was not to answer, with the entry that came of it.</summary>
    public async ValueTask<Position> RecordAsync(ModelCallBody call, Prompt prompt, EntryBody? result)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Keep(prompt.Instructions);
        var entry = AppendCall(call);
        if (Fence.IsClosed)
        {
            // The turn has ended: the call is in no log, but it is paid for.
            await KeepUsageAsync().ConfigureAwait(false);
            Fence.ThrowIfClosed();
        }

        if (result is not null)
            entry = _writer.Append(result, Start, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return entry.Position;
    }

    /// <summary>Records the result of a tool, with what the tool wrote to the state.</summary>
    public async ValueTask<(ChatMessage Message, Position Position)> RecordAsync(ToolCall call)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        if (_state is { } state)
            await state.AppendToAsync(_writer, Start, Author).ConfigureAwait(false);
        var message = new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.Id, call.Result)]);
        var entry = _writer.Append(new MessageBody(Attachments.Detach(message, _writer, log)) { Duration = call.Duration, Error = call.Error, ChildSession = call.ChildSession }, Start, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return (message, entry.Position);
    }

    /// <summary>Records that another agent has the conversation from here on, with the result of the call that asked for it.</summary>
    public async ValueTask<(ChatMessage Message, Position Position)> HandOverAsync(ToolCall call, ActiveAgentState active, (ChatMessage Message, Position Placeholder)? outcome = null)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        var message = outcome?.Message ?? new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.Id, call.Result)]);
        var entry = _writer.Append(new MessageBody(message) { Outcome = outcome?.Placeholder }, Start, Author);
        _writer.Append(new HandoffBody { From = active.From, To = active.Name, Reason = HandoffFunction.ReasonOf(call), Call = call.Id }, Start, Author);
        _writer.Append(ActiveAgentState.Write(active), Start, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        Author = active.Name;
        return (message, entry.Position);
    }

    /// <summary>Has the model answer again; committed with what it says.</summary>
    public void Ask(string text, Window window) => Append(new ChatMessage(ChatRole.User, text), window, Author);

    /// <summary>Writes a key of the user's or the app's state, in a commit of its own with the entry that tells of it; false when another writer was quicker.</summary>
    /// <remarks>
    /// What came before it in the turn is committed first, whatever the durability; and from here on the turn is committed by steps, since the log tells which
    /// of its calls may have run. When the outcome is unknown, the next commit finds out, and makes the write if it was not made.
    /// </remarks>
    public async ValueTask<bool> PutAsync(ScopedStateBody body, StatePut put, CancellationToken cancellationToken)
    {
        using var entered = await EnterAsync(cancellationToken).ConfigureAwait(false);
        Fence.ThrowIfClosed();
        _durability = Durability.Step;
        if (_writer.Pending.Count > 0)
            await CommitAsync(SessionActivity.Running, release: false, CancellationToken.None).ConfigureAwait(false);
        else if (_unconfirmed is { } unconfirmed)
            await ConfirmAsync(unconfirmed, CancellationToken.None).ConfigureAwait(false);

        var before = _writer;
        _writer = before.Continue();
        _writer.Append(body, Start, Author);
        try
        {
            _unconfirmed = _writer.TakeCommit(CommitId.New(log.Time), lease.Token) with { Puts = [put] };
            await ConfirmAsync(_unconfirmed, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is StateConflictException or StoreBusyException or StoreFullException or LeaseLostException)
        {
            // Nothing was written, so the turn goes on as if it had not been tried.
            (_writer, _unconfirmed) = (before, null);
            if (e is not StateConflictException)
                throw;
            return false;
        }
    }

    /// <summary>Keeps others from writing until what is returned is disposed of: tools may run in parallel.</summary>
    private async ValueTask<Entered> EnterAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Entered(_gate);
    }

    /// <summary>Most turns neither read nor write state. Tools may be the first to, at the same time.</summary>
    private RunState OpenState()
    {
        if (_state is { } opened)
            return opened;

        var created = new RunState(log, _stateHead);
        if (Interlocked.CompareExchange(ref _state, created, null) is not { } first)
            return created;

        created.Dispose();
        return first;
    }

    private Entry AppendCall(ModelCallBody call)
    {
        var entry = _writer.Append(call, Start, Author);
        _uncommitted.Add(_writer.PendingUsage[^1]);
        return entry;
    }

    private void AppendRequests()
    {
        if (_requests is not { } requests)
            return;

        foreach (var (asked, request, answer) in requests)
        {
            var entry = _writer.Append(request, Start, Author);
            asked.Saw(entry, request);
            if (answer is null)
                continue;

            var answered = answer with { Request = entry.Position };
            asked.Saw(_writer.Append(answered, Start, Author), answered);
        }

        _requests = null;
    }

    private void Append(ChatMessage message, Window window, string? author)
    {
        var entry = _writer.Append(new MessageBody(Attachments.Detach(message, _writer, log)), Start, author ?? message.AuthorName);
        window.Add(message, entry.Position, Start, author);
        if (author is null && message.Role == ChatRole.User)
            Said = new MemorySource(log.Key, entry.Position) { Chain = entry.Chain };
    }

    private void Keep(ServiceConversation heard)
    {
        _kept = _kept!.With(heard, _writer.Tip.Next);
        _writer.Append(_kept.Write(), Start, Author);
    }

    private void Keep(Blob? blob)
    {
        if (blob is not null && !log.KeptBlobs.ContainsKey(blob.Hash))
            _writer.Keep(blob);
    }

    private ValueTask StepAsync(SessionActivity? activity, CancellationToken cancellationToken) =>
        _durability == Durability.Step ? CommitAsync(activity, release: false, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Commits what is pending; first, again, a commit whose outcome is unknown: made twice it happens once.</summary>
    private async ValueTask CommitAsync(SessionActivity? activity, bool release, CancellationToken cancellationToken)
    {
        if (_unconfirmed is { } unconfirmed)
            await ConfirmAsync(unconfirmed, cancellationToken).ConfigureAwait(false);

        _unconfirmed = _writer.TakeCommit(CommitId.New(log.Time), lease.Token, release, activity);
        await ConfirmAsync(_unconfirmed, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ConfirmAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitReceipt receipt;
        try
        {
            receipt = await log.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionFullException)
        {
            await ForgetAsync().ConfigureAwait(false);
            throw;
        }

        _unconfirmed = null;
        _confirmed = receipt.Last;
        if (_uncommitted.Count > 0)
            _uncommitted.RemoveAll(used => used.Position <= _confirmed);
    }

    private readonly struct Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
