using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents a window while strategies work on it: the message groups of the line, read from the newest back as far as a strategy asks.</summary>
public sealed class CompactionContext
{
    private readonly Window _window;
    private readonly ExchangeReader _reader;
    private readonly List<MessageGroup> _groups = [];
    private readonly List<MessageGroup> _kept = [];
    private List<MessageGroup>? _apart;
    private List<Action<MessageGroup>>? _each;
    private List<(Position Before, ChatMessage Message, string Reason)>? _inserted;
    private List<string>? _notes;
    private long _besides;

    /// <param name="window">The window.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <param name="run">The run that it is built for; null for a preview.</param>
    /// <param name="end">How many of the newest messages are read; null for all.</param>
    internal CompactionContext(Window window, TokenCounter counter, CompactionRun? run, int? end = null)
    {
        _window = window;
        _reader = new ExchangeReader(window, end);
        Counter = counter;
        Run = run;
    }

    /// <summary>Gets the token counter.</summary>
    public TokenCounter Counter { get; }

    /// <summary>Gets the agent that is shown the window; null for any.</summary>
    public string? ShownTo => _window.Reader;

    /// <summary>Gets the position at which the window of the agent's newest call was cut; null when it was not cut, or when no call is known yet. A window that is cut at the same position keeps the beginning of the prompt.</summary>
    public Position? PreviousCut => _window.LastCut;

    /// <summary>Gets the position of the first message that is shown. Everything before it is left out, unless it is kept. Null while nothing is cut.</summary>
    public Position? Cut { get; private set; }

    /// <summary>Gets a value that indicates whether the window is a preview. No model may be called for one.</summary>
    public bool IsPreview => Run is null;

    /// <summary>The run that the window is built for; null for a preview.</summary>
    internal CompactionRun? Run { get; }

    internal Window Window => _window;

    /// <summary>What the window goes on from; null when it is built from its beginning.</summary>
    internal WindowBlock? Block { get; init; }

    /// <summary>The newest summary that was met.</summary>
    internal ShownSummary? Summary => Block is { } block ? block.Summary : _window.Summary;

    internal string CutReason { get; private set; } = "";

    /// <summary>The least of the budgets that strategies named, for the report and the warning.</summary>
    internal int? Budget { get; set; }

    /// <summary>What a preview tells besides its rows.</summary>
    internal List<string> Notes => _notes ??= [];

    /// <summary>The exchanges that were read, the newest first.</summary>
    internal IReadOnlyList<MessageGroup> Exchanges => _groups;

    /// <summary>Exchanges that are kept and were read for themselves, being further back than what was read of the line.</summary>
    internal IReadOnlyList<MessageGroup> Apart => (IReadOnlyList<MessageGroup>?)_apart ?? [];

    internal IReadOnlyList<(Position Before, ChatMessage Message, string Reason)> Inserted => (IReadOnlyList<(Position, ChatMessage, string)>?)_inserted ?? [];

    internal ExchangeReader Reader => _reader;

    /// <summary>What is in whatever is cut: the summary, and what is kept.</summary>
    internal long KeptEstimate
    {
        get
        {
            var estimate = _besides + (Summary is { } summary ? summary.Shown.Count(Counter) : 0L) + (Block?.Kept ?? 0);
            for (var i = 0; i < _kept.Count; i++)
                estimate += _kept[i].Estimate;
            return estimate;
        }
    }

    /// <summary>Creates a context of messages that are in no session, to test a strategy without an agent: apply the strategy, and check the result of <see cref="GetMessagesAsync"/>.</summary>
    /// <param name="messages">The conversation, the oldest message first. The messages after the last answer are the input of the running turn.</param>
    /// <param name="client">The model that strategies may call; null for a preview, which calls none.</param>
    /// <param name="counter">The token counter; null for <see cref="TokenCounter.Estimate"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static Task<CompactionContext> CreateAsync(IEnumerable<ChatMessage> messages, IChatClient? client = null, TokenCounter? counter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return DetachedContext.CreateAsync([.. messages], client, counter ?? TokenCounter.Estimate, cancellationToken);
    }

    /// <summary>Returns the messages that the model would be shown after the strategies so far, with every call and its result together.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<ChatMessage>> GetMessagesAsync(CancellationToken cancellationToken = default)
    {
        await FinishAsync(cancellationToken).ConfigureAwait(false);
        return BuiltWindow.Of(this, []).Messages;
    }

    /// <summary>Asks a model a question outside the conversation, such as for a summary. The call is recorded, priced and limited like the calls of the turn.</summary>
    /// <param name="purpose">The purpose under which the call is recorded, such as <c>topic</c>.</param>
    /// <param name="prompt">The text that the model is sent. A question that was already answered in the turn is not asked again.</param>
    /// <param name="options">The options of the call, instructions among them; null for none.</param>
    /// <param name="client">The model; null for the agent's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer; null for a preview, when a usage limit is reached, and when the model fails, which is logged. After a failure it is not asked for the same purpose again in the turn.</returns>
    public async ValueTask<string?> AskAsync(string purpose, string prompt, ChatOptions? options = null, IChatClient? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentException.ThrowIfNullOrEmpty(prompt);
        if (Run is not { } run)
        {
            Notes.Add($"A model would be asked for the {purpose}.");
            return null;
        }

        if (_window.Answers.TryGetValue((purpose, prompt), out var known))
            return known;
        if (HasFailed(purpose))
            return null;

        var reply = await run.Models.AskAsync(new ModelQuestion(purpose, prompt, options?.Clone() ?? new ChatOptions()) { Client = client }, cancellationToken).ConfigureAwait(false);
        if (reply.Text is { } text)
            return _window.Answers[(purpose, prompt)] = text;

        _window.NoteFailure(purpose);
        if (!reply.IsRefused)
            WindowLog.NotAnswered(_window.Log.Logger, reply.Failure, purpose, _window.Log.Key);
        return null;
    }

    /// <summary>Reads the message groups in the window, from the newest back to the cut, to the messages that a summary covers, or to the beginning of the line.</summary>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public async IAsyncEnumerable<MessageGroup> ReadBackAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; await HasAsync(i, cancellationToken).ConfigureAwait(false); i++)
        {
            if (_groups[i].IsIn)
                yield return _groups[i];
        }
    }

    /// <summary>Reads back to an exchange of <see cref="Exchanges"/>; false when it is past the cut or the end.</summary>
    internal async ValueTask<bool> HasAsync(int index, CancellationToken cancellationToken) =>
        !IsPastCut(index) && (index < _groups.Count || await LoadAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Runs an action for each message group, from the newest back: now for those that were read, later for those that will be read. The method itself reads nothing.</summary>
    /// <param name="action">The action.</param>
    public void ForEach(Action<MessageGroup> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        (_each ??= []).Add(action);
        foreach (var group in _groups)
            action(group);
    }

    /// <summary>Cuts the window before a message group. The groups before it are left out, unless they are kept, and are not read.</summary>
    /// <param name="group">The first group that stays.</param>
    /// <param name="reason">The reason, for the report.</param>
    public void CutBefore(MessageGroup group, string reason)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(reason);
        CutBefore(group.First, reason);
    }

    internal void CutBefore(Position first, string reason)
    {
        if (!(Cut >= first))
            (Cut, CutReason) = (first, reason);
    }

    /// <summary>Leaves the cut where it is in what the window goes on from.</summary>
    internal void KeepCut(string reason)
    {
        if (Block?.Cut is { } cut)
            CutBefore(cut, reason);
    }

    /// <summary>Returns an exchange, the newest being 0: those of <see cref="Exchanges"/>, and behind them those of the block.</summary>
    internal WindowPart PartAt(int index) => index < _groups.Count ? WindowPart.Of(_groups[index]) : Block!.PartAt(index - _groups.Count);

    /// <summary>What a strategy decided, for the next window to go on from; null for nothing.</summary>
    internal Dictionary<CompactionStrategy, object>? Decisions { get; private set; }

    internal void Decide(CompactionStrategy strategy, object decision) => (Decisions ??= [])[strategy] = decision;

    /// <summary>Counts what is kept of what the window goes on from, in addition to what is pinned.</summary>
    internal void CountKept(long estimate) => _besides += estimate;

    /// <summary>Lets strategies look at an exchange of the block anew; returns whether they leave it out.</summary>
    internal bool IsLeftOut(IReadOnlyList<WindowItem> items)
    {
        var group = new MessageGroup(this, items, isCurrent: false);
        Meet(group);
        return group.IsLeftOut;
    }

    /// <summary>Keeps an exchange that was read already by a position of its messages; false when none of those has it.</summary>
    internal bool TryKeepRead(Position position, string reason)
    {
        if (_groups.Find(group => group.Has(position)) is not { } found)
            return false;

        if (!found.IsKept)
            found.KeepExactly(reason);
        return true;
    }

    /// <summary>Adds a message to the window that is on no line.</summary>
    /// <param name="message">The message.</param>
    /// <param name="before">The position before which the message is shown; <see cref="Position.Start"/> to show it after all others.</param>
    /// <param name="reason">The reason, for the report.</param>
    public void Insert(ChatMessage message, Position before, string reason)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(reason);
        (_inserted ??= []).Add((before, message, reason));
    }

    /// <summary>Returns an estimate of tokens, corrected by what the service counted for recent calls. The count of a counter that does not estimate is returned unchanged.</summary>
    /// <param name="estimate">The number of tokens that the counter returned.</param>
    public int Calibrate(long estimate) => (int)Math.Min(Counter.IsEstimate ? Math.Ceiling(estimate * _window.Calibration) : estimate, int.MaxValue);

    /// <summary>Shows what belongs to the run and is on no line, before the turn. It counts like what is kept.</summary>
    internal void Show(InjectedMessages besides, Position turn)
    {
        foreach (var (message, source) in besides.Messages)
        {
            Insert(message, turn, $"added by {source}");
            _besides += Counter.Count(message);
        }
    }

    internal void WasKept(MessageGroup group) => _kept.Add(group);

    internal bool IsCut(MessageGroup group) => Cut is { } cut && group.First < cut;

    /// <summary>Keeps an exchange by a position of its messages, wherever it is on the line.</summary>
    internal async ValueTask KeepAsync(Position position, string reason, CancellationToken cancellationToken)
    {
        if (await FindAsync(position, cancellationToken).ConfigureAwait(false) is not { IsKept: false } found)
            return;

        if (!_groups.Contains(found))
            (_apart ??= []).Add(found);
        found.KeepExactly(reason);
    }

    /// <summary>Finds the exchange that a message belongs to; null when the line before the turn has no such message.</summary>
    internal async ValueTask<MessageGroup?> FindAsync(Position position, CancellationToken cancellationToken)
    {
        if (_groups.Concat(Apart).FirstOrDefault(group => group.Has(position)) is { } met)
            return met;

        var items = await _window.ReadApartAsync(position, cancellationToken).ConfigureAwait(false);
        return items.Count == 0 ? null : new MessageGroup(this, items, isCurrent: false);
    }

    /// <summary>Whether the last reading of what was cut left something out: older than its tokens reached, or kept beside the cut.</summary>
    internal bool LeftOut { get; private set; }

    /// <summary>Reads what was cut, from the newest back, to a position or to a number of tokens.</summary>
    internal async ValueTask<List<MessageGroup>> ReadCutAsync(Position after, long tokens, CancellationToken cancellationToken)
    {
        List<MessageGroup> cut = [];
        LeftOut = false;
        for (var i = 0; i < _groups.Count || await LoadAsync(cancellationToken).ConfigureAwait(false); i++)
        {
            var group = _groups[i];
            if (group.First <= after)
                break;
            if (group.IsKept || !IsCut(group) || group.Items[0].Partial)
            {
                LeftOut |= group.IsKept && !group.IsCurrent && group.First < Cut;
                continue;
            }

            if ((tokens -= group.Tokens) < 0 && cut.Count > 0)
            {
                LeftOut = true;
                break;
            }

            cut.Add(group);
        }

        return cut;
    }

    /// <summary>Whether a model failed at a purpose in this turn. It is asked again in the next turn, not in this one.</summary>
    internal bool HasFailed(string purpose) => _window.HasFailed(purpose);

    /// <summary>Asks a model, and shows the entry that its answer makes. A failure is logged, and the window goes without.</summary>
    internal async ValueTask AskAsync(CompactionRun run, ModelQuestion question, CancellationToken cancellationToken)
    {
        var reply = await run.Models.AskAsync(question, cancellationToken).ConfigureAwait(false);
        if (reply.Entry is { } entry)
        {
            _window.Saw(entry, reply.Position);
            return;
        }

        // A turn that may spend nothing more ends before its next call, and says why.
        _window.NoteFailure(question.Purpose);
        if (!reply.IsRefused && question.About is { } about)
            WindowLog.ModelFailed(_window.Log.Logger, reply.Failure, question.Purpose, about.First, about.Last, _window.Log.Key);
    }

    /// <summary>Reads the exchanges of the running turn, which are in memory: what is kept of them counts from the beginning.</summary>
    internal async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        while (_reader.IsInTurn && await LoadAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Reads what is not cut, if no strategy did.</summary>
    internal async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        for (var i = _groups.Count; !IsPastCut(i) && await LoadAsync(cancellationToken).ConfigureAwait(false); i++)
        {
        }
    }

    private bool IsPastCut(int index) => Cut is { } cut && index > 0 && _groups[Math.Min(index, _groups.Count) - 1].First <= cut;

    /// <summary>Whether an exchange is under way: the newest, and each other whose results came after it began. The model has not seen them.</summary>
    private bool IsUnderWay(MessageGroup group) =>
        group.IsCurrent && (group.Author == ShownTo || ShownTo is null) && (_groups.Count == 0 || group.Last > _groups[0].First);

    private async ValueTask<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } items)
            return false;

        var group = new MessageGroup(this, items, _window.IsCurrent(items));
        if (_window.IsInput(items))
            group.Keep("the turn's input");
        else if (IsUnderWay(group))
            group.Keep("the exchange under way");
        if (_apart is not null && FindApart(_apart, items) is { } met)
        {
            _apart.Remove(met);
            _kept.Remove(met);
            group.KeepExactly(met.Reason!);
        }

        _groups.Add(group);
        if (items[0].Partial)
            group.LeaveOut("what had arrived of an answer that broke off");
        else
            Meet(group);
        return true;
    }

    private void Meet(MessageGroup group)
    {
        for (var i = 0; i < _each?.Count; i++)
            _each[i](group);
    }

    /// <summary>Finds an exchange that was read for itself by the messages that it shares with one of the line.</summary>
    private static MessageGroup? FindApart(List<MessageGroup> apart, IReadOnlyList<WindowItem> items) => apart.Find(kept => kept.Items.Any(item => items.Any(other => other.Position == item.Position)));
}
