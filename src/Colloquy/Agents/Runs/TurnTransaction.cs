using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Writes one turn to the log, step by step, under its lease. What has happened is written also when the run is cancelled.</summary>
/// <remarks>Safe for many threads: each call that writes holds the gate, since tools run in parallel and providers may go on late.</remarks>
internal sealed partial class TurnTransaction : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SessionLog _log;
    private readonly LeasedWriter _writer;
    private readonly TransactionSettings _settings;
    private readonly TurnOrigin _origin;
    private RunStateScopes? _state;
    private IReadOnlyList<DeferredTurn> _deferred;
    private bool _commitsSteps;

    public TurnTransaction(SessionLog log, LeasedWriter writer, TransactionSettings settings, TurnOrigin origin, string author, MemorySource? said, ServiceConversations conversations, IReadOnlyList<DeferredTurn> deferred)
    {
        (_log, _writer, _settings, _origin, _deferred) = (log, writer, settings, origin, deferred);
        (Author, Said, Conversations) = (author, said, conversations);
        _commitsSteps = settings.Durability == Durability.Step;
        Fence = new RunFence(log.Key);
    }

    /// <summary>The number of the turn.</summary>
    public int Number => _origin.Number;

    /// <summary>The start entry of the turn.</summary>
    public Position TurnStart => _origin.Start;

    /// <summary>The branch that it runs on.</summary>
    public string Branch => _writer.Entries.Branch;

    /// <summary>The last entry of the turn so far.</summary>
    public Position Last => _writer.Entries.Head;

    /// <summary>How long the run has held the lease.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_origin.Started);

    /// <summary>The agent that has the turn, under whose name entries are written.</summary>
    public string Author { get; private set; }

    /// <summary>What the user said last in the turn, for what is remembered of it; null when nothing was said.</summary>
    public MemorySource? Said { get; private set; }

    /// <summary>The conversations that services keep of the branch.</summary>
    public ServiceConversations Conversations { get; private set; }

    /// <summary>What the turn has used that no commit holds yet.</summary>
    public IReadOnlyList<UsageRecord> Uncommitted => _writer.Usage.Records;

    /// <summary>The state of the session as the turn sees it, in all scopes.</summary>
    public SessionState State => Scopes.All;

    /// <summary>The state of this run, and of those that it is a part of.</summary>
    public TempStateStore Temp => Scopes.Temp;

    /// <summary>How long what the turn hands out works.</summary>
    public RunFence Fence { get; }

    /// <summary>Records the input behind the start of the turn, and commits both.</summary>
    /// <param name="input">The input.</param>
    /// <param name="window">The window of the turn, to which the input is added.</param>
    /// <param name="isOutcome">Whether the input tells the outcome of calls, and nobody said it.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    public async ValueTask BeginAsync(IReadOnlyList<ChatMessage> input, Window window, bool isOutcome, CancellationToken cancellationToken)
    {
        using var entered = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        var parts = MessageSplit.Split(input);
        for (var i = 0; i < parts.Count; i++)
            Append(Take(parts[i]), window, isOutcome ? Author : null);
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a model call with what the model said, or had said when it failed.</summary>
    /// <param name="step">The call.</param>
    /// <param name="requests">The requests for approval of calls in the response; null for none.</param>
    /// <param name="window">The window of the turn, to which the response is added.</param>
    /// <param name="commits">Whether the turn goes on, so that this is a step; else it is committed with the end.</param>
    public async ValueTask RecordAsync(ModelStep step, ApprovalRequestQueue? requests, Window window, bool commits)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        _writer.Keep(step.Prompt.Instructions);
        _writer.Keep(step.Prompt.Tools);
        foreach (var blob in step.Shown.Blobs)
            _writer.Keep(blob);
        _writer.AppendCall(step.Call, TurnStart, Author);

        // Before the calls that they are about: a fork at any of the messages knows that a person was asked.
        requests?.AppendTo(_writer.Entries, TurnStart, Author);
        for (var i = 0; i < step.Partial.Count; i++)
            _writer.Entries.Append(new MessageBody(step.Partial[i]) { Partial = true }, TurnStart, Author);
        var parts = step.Response is { } response ? MessageSplit.Split(response.Messages as IReadOnlyList<ChatMessage> ?? [.. response.Messages]) : [];
        for (var i = 0; i < parts.Count; i++)
            Append(parts[i], window, Author);
        if (step.Conversation is { } heard)
            Join(heard with { UpTo = _writer.Entries.Head });
        if (commits)
            await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Records a model call beside the conversation, with the entry that its answer makes.</summary>
    public async ValueTask<Position> RecordAsync(ModelCallBody call, Blob? instructions, EntryBody? result)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        _writer.Keep(instructions);
        var entry = _writer.AppendCall(call, TurnStart, Author);
        if (Fence.IsClosed)
        {
            // The turn has ended: the call is in no log, but it is paid for.
            await _writer.Usage.RescueAsync(_log, _writer.Confirmed).ConfigureAwait(false);
            Fence.ThrowIfClosed();
        }

        if (result is not null)
            entry = _writer.Entries.Append(result, TurnStart, Author);
        if (result is SummaryBody)
            _writer.Entries.Append(SummaryMark.Write(entry.Position), TurnStart, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return entry.Position;
    }

    /// <summary>Commits requests for approval.</summary>
    public async ValueTask RecordAsync(ApprovalRequestQueue requests)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        requests.AppendTo(_writer.Entries, TurnStart, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Records the result of a tool, with what the tool wrote to the state.</summary>
    public async ValueTask<(ChatMessage Message, Position Position)> RecordAsync(ToolCall call)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        await AppendStateAsync().ConfigureAwait(false);
        var message = new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, call.Result)]);
        var entry = _writer.Entries.Append(new MessageBody(_writer.Detach(message)) { Duration = call.Duration, Error = call.Error, ChildSession = call.ChildSession }, TurnStart, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return (message, entry.Position);
    }

    /// <summary>Records that another agent has the conversation from here on, with the result of the call that asked for it.</summary>
    public async ValueTask<(ChatMessage Message, Position Position)> HandOverAsync(ToolCall call, ActiveAgentState active, (ChatMessage Message, Position Placeholder)? outcome = null)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        var message = outcome?.Message ?? new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, call.Result)]);
        var entry = _writer.Entries.Append(new MessageBody(message) { Outcome = outcome?.Placeholder }, TurnStart, Author);
        _writer.Entries.Append(new HandoffBody { From = active.From, To = active.Name, Reason = HandoffFunction.ReasonOf(call.Arguments), Call = call.CallId }, TurnStart, Author);
        _writer.Entries.Append(ActiveAgentState.Write(active), TurnStart, Author);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        Author = active.Name;
        return (message, entry.Position);
    }

    /// <summary>Asks the model to answer again; committed with what it says.</summary>
    public async ValueTask AskAgainAsync(string text, Window window)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Append(new ChatMessage(ChatRole.User, text), window, Author);
    }

    /// <summary>Writes a key of the user's or the app's state, in a commit of its own with the entry that explains it; false when another writer was quicker.</summary>
    /// <remarks>
    /// What came before it in the turn is committed first, whatever the durability; and from here on the turn is committed by steps, since the log says which
    /// of its calls may have run. When the outcome is unknown, the next commit finds out, and makes the write if it was not made.
    /// </remarks>
    public async ValueTask<bool> PutAsync(ScopedStateBody body, StatePut put, CancellationToken cancellationToken)
    {
        using var entered = await EnterAsync(cancellationToken).ConfigureAwait(false);
        Fence.ThrowIfClosed();
        _commitsSteps = true;
        await _writer.FlushAsync().ConfigureAwait(false);
        return await _writer.TryPutAsync(body, put, TurnStart, Author).ConfigureAwait(false);
    }

    /// <summary>Ends the turn, and gives the lease back in the same commit.</summary>
    /// <param name="end">The end.</param>
    /// <param name="asksPerson">Whether a turn that ends waiting waits for a person; else for its caller alone.</param>
    /// <remarks>What a process keeps of a session between turns is given back with the lease, and taken in <see cref="TurnOpening.CreateAsync"/>.</remarks>
    public async ValueTask EndAsync(TurnEndBody end, bool asksPerson = true)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Fence.Close();
        if (!_writer.IsFull)
            await AppendStateAsync().ConfigureAwait(false);
        if (await TurnEnding.TryWriteAsync(_writer, TurnStart, Author, end with { Duration = Elapsed }, asksPerson).ConfigureAwait(false))
            RunMetrics.Turned(_log.Key, Author, end, Elapsed, _log.Record);
    }

    /// <summary>Leaves the turn without an end, for its caller to go on with, and gives the lease back.</summary>
    public async ValueTask LeaveAsync()
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        await _writer.CommitAsync(SessionActivity.Idle, release: true, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Leaves the turn without an end, for another process to go on with, and gives the lease back. What tools wrote to the session's state without a result is dropped, as a crash would drop it.</summary>
    public async ValueTask SuspendAsync()
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Fence.Close();
        if (_writer.Entries.Pending.Count > 0)
            await _writer.CommitAsync(SessionActivity.Running, release: true, CancellationToken.None).ConfigureAwait(false);
        else
            await _writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Records what the turn used and could not commit: it is spent, whatever became of the turn.</summary>
    public async ValueTask DisposeAsync()
    {
        Fence.Close();
        using (await EnterAsync().ConfigureAwait(false))
        {
            await _writer.Usage.RescueAsync(_log, _writer.Confirmed).ConfigureAwait(false);
            _state?.Dispose();
        }

        // The gate stays: the usage of a call that returns later is recorded through it.
    }

    /// <summary>The state of all scopes, which most turns do not ask for.</summary>
    private RunStateScopes Scopes => _state ??= new RunStateScopes(_log, _origin.Head, _settings.OuterTemp, this);

    /// <summary>Appends what was written to the session's state.</summary>
    private ValueTask AppendStateAsync() => _state is { } state ? state.AppendToAsync(_writer.Entries, TurnStart, Author) : ValueTask.CompletedTask;

    /// <summary>Keeps others from writing until what is returned is disposed of.</summary>
    private async ValueTask<Entered> EnterAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Entered(_gate);
    }

    private void Append(ChatMessage message, Window window, string? author)
    {
        var entry = _writer.Entries.Append(new MessageBody(_writer.Detach(message)), TurnStart, author ?? message.AuthorName);
        window.Add(message, entry.Position, TurnStart, author);
        if (author is null && message.Role == ChatRole.User)
            Said = new MemorySource(_log.Key, entry.Position) { Chain = entry.Chain };
    }

    private void Join(ServiceConversation heard)
    {
        Conversations = Conversations.With(heard, _writer.Entries.Tip.Next);
        _writer.Entries.Append(Conversations.Write(), TurnStart, Author);
    }

    /// <summary>Takes in what the caller gives, as it can be stored, with results as long as they may be.</summary>
    private ChatMessage Take(ChatMessage message) => TruncatedText.Within(Incoming.Take(message, "the caller", _log), _settings.ResultCharacters);

    private ValueTask StepAsync(SessionActivity? activity, CancellationToken cancellationToken) =>
        _commitsSteps ? _writer.CommitAsync(activity, release: false, cancellationToken) : ValueTask.CompletedTask;

    private readonly struct Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
