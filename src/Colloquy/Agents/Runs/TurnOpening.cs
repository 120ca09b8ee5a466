using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The place in a log where a run holds the lease and no turn has begun: what stands before the turn is read and settled here, and a turn begun.</summary>
internal sealed class TurnOpening : IDisposable
{
    private readonly SessionLog _log;
    private readonly LeasedWriter _writer;
    private readonly HistoryUse? _history;
    private readonly TransactionSettings _settings;
    private readonly long _started = Stopwatch.GetTimestamp();
    private SessionActivity _activity;
    private Position _stateHead;
    private ServiceConversations? _conversations;

    private TurnOpening(SessionLog log, SessionRecord record, RunLease lease, TransactionSettings settings, HistoryUse? history)
    {
        (_log, _settings, _history) = (log, settings, history);
        _writer = new LeasedWriter(log, record, lease, history);
        (_activity, _stateHead) = (record.Activity, record.Head);
    }

    /// <summary>The entry that the turn will continue from.</summary>
    public Position Head => _writer.Entries.Head;

    /// <summary>The branch.</summary>
    public string Branch => _writer.Entries.Branch;

    /// <summary>How long the run has held the lease.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Takes the session as it is, under a lease.</summary>
    /// <remarks>What a process keeps of a session between turns is taken here, and given back with the lease (<see cref="LeasedWriter.CommitAsync"/>), or when this is disposed of.</remarks>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public static async ValueTask<TurnOpening> CreateAsync(SessionLog log, RunLease lease, TransactionSettings settings, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        SessionClosedException.ThrowIfClosed(record);
        return new TurnOpening(log, record, lease, settings, await HistoryUse.TakeAsync(log, record, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The window of a turn that stands behind a head.</summary>
    /// <param name="head">The head before the turn.</param>
    /// <param name="agent">The agent that has the turn.</param>
    /// <param name="cancellationToken">Cancels the look at what is kept.</param>
    public ValueTask<Window> OpenWindowAsync(Position head, string agent, CancellationToken cancellationToken) => Window.OpenAsync(_log, head, agent, _history, cancellationToken);

    /// <summary>The messages of the branch from its head back, for a look at them before a turn begins.</summary>
    /// <param name="agent">The agent that will have the turn.</param>
    /// <param name="cancellationToken">Cancels the look at what is kept.</param>
    public async ValueTask<WindowLine> ReadBackAsync(string agent, CancellationToken cancellationToken) =>
        new(_log, Head, agent, _history is null ? null : await _history.SeeAsync(Head, agent, cancellationToken).ConfigureAwait(false));

    /// <summary>Gives back what was taken of what a process keeps, when no turn did.</summary>
    public void Dispose() => _history?.Dispose();

    /// <summary>Moves the head before the newest turn when another run interrupted it, in a commit of its own.</summary>
    public async ValueTask RollBackInterruptedAsync(CancellationToken cancellationToken)
    {
        if (await TurnReader.FindNewestAsync(_log, Head, cancellationToken).ConfigureAwait(false) is not { Status: TurnStatus.Interrupted } turn)
            return;

        var start = await _log.ReadEntryAsync(turn.Start, headerOnly: true, cancellationToken).ConfigureAwait(false);
        await MoveBackAsync(start.Parent, "rollback", cancellationToken).ConfigureAwait(false);
        await _writer.CommitAsync(SessionActivity.Idle, release: false, cancellationToken).ConfigureAwait(false);
        _activity = (await _writer.RestartAsync(cancellationToken).ConfigureAwait(false)).Activity;
    }

    /// <summary>Moves the head back, in the commit with which the turn begins.</summary>
    public async ValueTask MoveBackAsync(Position to, string reason, CancellationToken cancellationToken)
    {
        await HeadOperations.MoveAsync(_log, _writer.Entries, to, reason, cancellationToken).ConfigureAwait(false);
        (_stateHead, _conversations) = (to, null);
    }

    /// <summary>Reads the conversations that services keep of the branch.</summary>
    public async ValueTask<ServiceConversations> ReadConversationsAsync(CancellationToken cancellationToken) =>
        _conversations ??= _history is null
            ? await ServiceConversations.ReadAsync(_log, Head, cancellationToken).ConfigureAwait(false)
            : ServiceConversations.Of(await _history.ReadStateAsync(Head, ServiceConversations.Key, cancellationToken).ConfigureAwait(false), _log.Key);

    /// <summary>Reads what waits for a person on the branch.</summary>
    public ValueTask<BranchWaits> ReadWaitsAsync(CancellationToken cancellationToken) => BranchWaits.ReadAsync(_log, _writer.Entries, orOpen: false, cancellationToken);

    /// <summary>Records which requests have expired that wait on the branch, in a commit of its own; false when none has.</summary>
    public async ValueTask<bool> ExpireAsync(BranchWaits waits, CancellationToken cancellationToken)
    {
        if (!waits.Turns.Any(turn => turn.Asked.ExpiryDue(Branch).Any()))
            return false;

        var given = new ApprovalAnswers(_writer.Entries, waits, await _log.ReadTurnAsync(Head, cancellationToken).ConfigureAwait(false));
        given.AddExpired();
        given.Finish();
        await _writer.CommitAsync(activity: null, release: false, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes in the answers that were given on the branch and stand on what its head has left.</summary>
    public async ValueTask SeeAnswersAsync(ApprovalRequests asked, CancellationToken cancellationToken) =>
        await asked.SeeAsync(_log, (await HeadMoves.ReadAsync(_log, _writer.Entries, cancellationToken).ConfigureAwait(false))?.Answers, cancellationToken).ConfigureAwait(false);

    /// <summary>Settles what waits for a person on the branch, since there is new input: in a commit of its own, so that the model can be shown it.</summary>
    /// <returns>The turns that wait behind the new one.</returns>
    /// <exception cref="CallsWaitingException">Something waits, and the input is to be refused.</exception>
    public async ValueTask<IReadOnlyList<DeferredTurn>> SettleAsync(WhenWaiting mode, CancellationToken cancellationToken)
    {
        var before = _writer.Entries.Pending.Count;
        var deferred = await InputBesideWaitingTurn.SettleAsync(_log, _writer.Entries, mode, isCutOff: _activity == SessionActivity.Running, settlesOpen: true, cancellationToken).ConfigureAwait(false);
        if (_writer.Entries.Pending.Count > before)
            await _writer.CommitAsync(activity: null, release: false, cancellationToken).ConfigureAwait(false);
        return deferred;
    }

    /// <summary>Begins a turn with its input; ends the turn before it, when its process died.</summary>
    /// <param name="start">What the turn begins with.</param>
    /// <param name="window">The window of the turn, to which the input is added.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    public async ValueTask<TurnTransaction> BeginAsync(NewTurn start, Window window, CancellationToken cancellationToken)
    {
        var before = await _log.ReadTurnAsync(Head, cancellationToken).ConfigureAwait(false);
        var number = 1 + await TurnNumbers.ReadAsync(_log, before, cancellationToken).ConfigureAwait(false);
        if (start.Input is not null && _activity == SessionActivity.Running && await TurnReader.IsOpenAsync(_log, Head, cancellationToken).ConfigureAwait(false))
            _writer.Entries.Append(new TurnEndBody { Status = TurnStatus.Interrupted }, before, start.Author);

        Join(start.Conversation, before, start.Author);

        var deferred = start.Deferred;

        // Before the start: an undo of the turn does not have the calls wait again.
        if (start is { Input: null, Tells: { } told })
            deferred = _writer.Note([.. deferred.Where(one => one.TurnStart != told.TurnStart || one.Branch != told.Branch)], before);

        var body = new TurnStartBody { Number = number, ParallelTools = start.ParallelTools, Input = start.Input is [.., var last] ? MessagePreview.Of(last) : null, Tells = start.Tells };
        var position = _writer.Entries.Append(body, author: start.Author).Position;
        var transaction = Continue(number, position, start.Author, said: null, deferred);
        await SessionTitle.SetAsync(_log, _writer.Entries, number, position, start.Input ?? [], cancellationToken).ConfigureAwait(false);
        await transaction.BeginAsync(start.Input ?? [], window, isOutcome: start.Tells is not null, cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    /// <summary>Goes on with a turn that has no end, or ended waiting.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="author">The agent that has it.</param>
    /// <param name="said">What the user said last in it.</param>
    public TurnTransaction Continue(Turn turn, string author, MemorySource? said) => Continue(turn.Number, turn.Start, author, said, deferred: []);

    private TurnTransaction Continue(int number, Position start, string author, MemorySource? said, IReadOnlyList<DeferredTurn> deferred) =>
        new(_log, _writer, _settings, new TurnOrigin(number, start, _stateHead, _started), author, said, _conversations ?? ServiceConversations.None, deferred);

    /// <summary>Notes the service's conversation that the application gives, when it is new to the session.</summary>
    private void Join(string? given, Position turn, string author)
    {
        if (given is null)
            return;

        _conversations = ServiceConversations.Given(given, _writer.Entries.Tip.Next);
        _writer.Entries.Append(_conversations.Write(), turn, author);
    }
}

/// <summary>How a run writes its turn.</summary>
/// <param name="Durability">When steps are committed.</param>
/// <param name="ResultCharacters">The maximum number of characters of a result that the caller gives.</param>
/// <param name="OuterTemp">The temp state of the run that this one works for; null for one of its own.</param>
internal sealed record TransactionSettings(Durability Durability, int ResultCharacters, TempStateStore? OuterTemp = null);

/// <summary>What a turn begins with.</summary>
/// <param name="Author">The agent that has the turn.</param>
internal sealed record NewTurn(string Author)
{
    /// <summary>The input; null when outcomes of calls that waited will be the input.</summary>
    public required IReadOnlyList<ChatMessage>? Input { get; init; }

    /// <summary>Whether the calls of one response run at the same time.</summary>
    public bool ParallelTools { get; init; }

    /// <summary>The conversation of a service that the application gives, when it is new to the session; null for none.</summary>
    public string? Conversation { get; init; }

    /// <summary>The turn whose calls' outcome the turn tells; null for any other input.</summary>
    public DeferredTurn? Tells { get; init; }

    /// <summary>The turns that wait behind this one.</summary>
    public IReadOnlyList<DeferredTurn> Deferred { get; init; } = [];
}
