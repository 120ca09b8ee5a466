using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model can be shown in one turn: the turn's messages, and the line before it, of which only what is wanted is read, once.</summary>
/// <param name="log">The session's log.</param>
/// <param name="head">The head before the turn.</param>
/// <param name="agent">The agent whose calls tell where its window was cut; null for whoever called last.</param>
/// <param name="history">What the process keeps of the session, in the hands of the run; null for nothing.</param>
/// <param name="known">What is kept of the line; null for nothing.</param>
internal sealed partial class Window(SessionLog log, Position head, string? agent, HistoryUse? history = null, HistoryView? known = null)
{
    private readonly WindowLine _line = new(log, head, agent, known);
    private readonly List<WindowItem> _turn = [];
    private Dictionary<Position, IReadOnlyList<WindowItem>>? _apart;
    private Dictionary<CompactionStrategy, object>? _memory;
    private IReadOnlyList<Position>? _pins;
    private ModelCallBody? _call;
    private double? _calibration;
    private ShownSummary? _summary;
    private ImportanceBody? _importance;
    private bool _toldBesides;
    private HashSet<string>? _calls;
    private HashSet<string>? _failed;
    private Dictionary<(string Purpose, string Prompt), string>? _answers;

    public SessionLog Log => log;

    /// <summary>The agent that is shown the window; null for nobody in particular.</summary>
    public string? Reader => agent;

    /// <summary>Whether what a summary covers is read too: pruning uses what was said, not what is shown.</summary>
    public bool ReadsCovered { get; init; }

    /// <summary>What is shown besides the line, or in its place; null for nothing.</summary>
    public InjectedMessages? Besides { get; set; }

    /// <summary>The messages of the turn.</summary>
    public IReadOnlyList<ChatMessage> Turn => _turn.ConvertAll(item => item.Message).AsReadOnly();

    public int TurnCount => _turn.Count;

    /// <summary>The first position of the turn; <see cref="Position.Start"/> when none is known.</summary>
    public Position TurnStart => _turn.Count == 0 ? Position.Start : _turn[0].Position;

    /// <summary>What stood before the turn's messages when the model was called last.</summary>
    public IReadOnlyList<ChatMessage> CarriedIn { get; private set; } = [];

    /// <summary>Where the window of the agent's newest call was cut.</summary>
    public Position? LastCut => _call is null ? _line.Call?.Cut : _call.Cut;

    /// <summary>How many tokens the service counts for one that is estimated.</summary>
    public double Calibration => _calibration ?? _line.Calibration ?? 1;

    /// <summary>The newest summary of the line that was met.</summary>
    public ShownSummary? Summary => _summary ?? _line.Summary;

    /// <summary>The newest judgement of the line that was met.</summary>
    public ImportanceBody? Importance => _importance ?? _line.Importance;

    /// <summary>The newest judgement behind a position that the process keeps; null for none.</summary>
    public ImportanceBody? FindImportance(Position after) => known?.FindImportance(after);

    /// <summary>The messages of the line that were met and cannot be read.</summary>
    public IReadOnlyList<(Position Position, string Problem)> Unreadable => _line.Unreadable;

    /// <summary>What a strategy remembers within the turn.</summary>
    public Dictionary<CompactionStrategy, object> Memory => _memory ??= [];

    /// <summary>Adds a message of the turn.</summary>
    public void Add(ChatMessage message, Position position, Position turn, string? author = null)
    {
        var item = new WindowItem(position, turn, message, partial: false, author, agent);
        _turn.Add(item);
        if (item.HasCalls)
            (_calls ??= []).UnionWith(item.CallIds);
    }

    /// <summary>Whether a call of the turn has an id.</summary>
    public bool HasCall(string id) => _calls?.Contains(id) == true;

    /// <summary>Whether a model failed at a purpose in the turn.</summary>
    public bool HasFailed(string purpose) => _failed?.Contains(purpose) == true;

    /// <summary>Notes that a model failed at a purpose in the turn.</summary>
    public void NoteFailure(string purpose) => (_failed ??= []).Add(purpose);

    /// <summary>The answers to questions that strategies of the application asked in the turn.</summary>
    public Dictionary<(string Purpose, string Prompt), string> Answers => _answers ??= [];

    /// <summary>The same turn, for another agent.</summary>
    public Window For(string other)
    {
        var window = Open(log, head, other, history, history?.View(head, other));
        foreach (var item in _turn)
            window.Add(item.Message, item.Position, item.TurnStart, item.Author);
        return window;
    }

    /// <summary>Learns of an entry of the turn that is no message.</summary>
    public void Saw(EntryBody body, Position position = default)
    {
        if (body is ModelCallBody { Purpose: null } call)
            (_call, _calibration) = (call, Colloquy.Calibration.Of(call) ?? _calibration);
        else if (body is SummaryBody summary)
            _summary = new ShownSummary(position, summary);
        else if (body is ImportanceBody importance)
            _importance = importance;
    }

    /// <summary>Learns that the model answered to what it was sent.</summary>
    public void WasAnswered(ModelCallBody call)
    {
        Saw(call);
        _toldBesides = true;
    }

    /// <summary>Returns a message, the newest being 0; null at the beginning of the line, or of what is not covered by a summary.</summary>
    public ValueTask<WindowItem?> GetAsync(int index, CancellationToken cancellationToken)
    {
        if (index >= _turn.Count && Besides is { HidesLine: true })
            return default;

        var reading = ReadAsync(index, cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Uncovered(index, reading.Result)) : UncoveredAsync(index, reading);
    }

    /// <summary>Returns a message, the newest being 0, whatever takes its place in windows; null at the beginning of the line.</summary>
    public ValueTask<WindowItem?> ReadAsync(int index, CancellationToken cancellationToken) =>
        index < _turn.Count ? new(_turn[_turn.Count - 1 - index]) : _line.GetAsync(index - _turn.Count, cancellationToken);

    private async ValueTask<WindowItem?> UncoveredAsync(int index, ValueTask<WindowItem?> reading) => Uncovered(index, await reading.ConfigureAwait(false));

    /// <summary>The message; null when a summary takes its place.</summary>
    private WindowItem? Uncovered(int index, WindowItem? item) => !ReadsCovered && index >= _turn.Count && item?.Position <= Summary?.Body.Covers.Last ? null : item;

    public bool IsCurrent(IReadOnlyList<WindowItem> exchange) => _turn.Count > 0 && exchange[^1].Position >= _turn[0].Position;

    /// <summary>Whether an exchange is of the turn's input: of what stands before its first answer.</summary>
    public bool IsInput(IReadOnlyList<WindowItem> exchange)
    {
        if (!IsCurrent(exchange) || exchange.Count != 1)
            return false;

        var answer = _turn.FindIndex(item => item.Message.Role == ChatRole.Assistant || item.Message.Role == ChatRole.Tool);
        return answer < 0 || exchange[0].Position < _turn[answer].Position;
    }

    public async ValueTask<IReadOnlyList<WindowItem>> ReadApartAsync(Position position, CancellationToken cancellationToken)
    {
        if (!(_apart ??= []).TryGetValue(position, out var items))
            _apart[position] = items = await _line.ReadExchangeAsync(position, cancellationToken).ConfigureAwait(false);
        return items;
    }

    /// <summary>Decides what the model is shown now.</summary>
    /// <param name="pipeline">The strategies.</param>
    /// <param name="run">The run that the window is built for; null for a preview, which asks no model.</param>
    /// <param name="before">Messages of the caller's that stand before all others, and are not recorded as messages.</param>
    /// <param name="kept">The conversation in which the model's service goes on; null for none.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public ValueTask<BuiltWindow> BuildAsync(WindowPipeline pipeline, CompactionRun? run, IReadOnlyList<ChatMessage> before, ServiceConversation? kept, CancellationToken cancellationToken) =>
        // A counter of the application's own may not return.
        run is null || pipeline.Counter.IsBuiltIn
            ? SpoilOnFailureAsync(BuildWithinAsync(pipeline, run, before, kept, cancellationToken))
            : SpoilOnFailureAsync(new(run.Patience.Around.WaitAsync($"The token counter {pipeline.Counter.GetType().Name}", stop => BuildWithinAsync(pipeline, run, before, kept, stop), cancellationToken)));

    private async ValueTask<BuiltWindow> BuildWithinAsync(WindowPipeline pipeline, CompactionRun? run, IReadOnlyList<ChatMessage> before, ServiceConversation? kept, CancellationToken cancellationToken)
    {
        if (kept is { UpTo: { IsStart: false } upTo })
            return await BuildSinceAsync(upTo, pipeline.Counter, before, cancellationToken).ConfigureAwait(false);

        var (context, built) = await ContinueAsync(pipeline, run, before, cancellationToken).ConfigureAwait(false) ?? default;
        if (history is not null)
            HistoryMetrics.Built(log.Key, isContinued: built is not null);
        if (built is null)
        {
            context = await DraftAsync(pipeline, run, cancellationToken).ConfigureAwait(false);
            built = BuildFromBlock(context, pipeline, before) ?? BuiltWindow.Of(context, before);
        }

        if (context.Budget is { } budget && context.Calibrate(built.Estimate) is var tokens && tokens > budget)
            WindowLog.OverBudget(log.Logger, log.Key, tokens, budget);
        CarriedIn = built.Before(_turn.Count == 0 ? null : _turn[0].Message);
        return kept is null ? built : built.KeptBy(kept.UpTo);
    }

    /// <summary>What is new to a service that keeps the conversation itself. No strategy has a say: what it has it shows the model.</summary>
    private async ValueTask<BuiltWindow> BuildSinceAsync(Position upTo, TokenCounter counter, IReadOnlyList<ChatMessage> before, CancellationToken cancellationToken)
    {
        var (shown, waiting) = await ServiceConversationLine.ReadAsync(this, upTo, cancellationToken).ConfigureAwait(false);
        List<(Position, ChatMessage)> inserted = [.. before.Select(message => (shown.Count == 0 ? Position.Start : shown[0].Position, message))];

        // The service has kept, with the agent's first call of the turn, what the run adds.
        if (Besides is { } besides && !_toldBesides)
            inserted.AddRange(besides.Messages.Select(added => (TurnStart, added.Message)));

        var built = BuiltWindow.Since(shown, inserted, waiting, upTo, counter);
        if (upTo < TurnStart)
            CarriedIn = built.Before(_turn[0].Message);
        return built;
    }

    /// <summary>Applies a strategy. One of the application's own may not look at the token.</summary>
    private static ValueTask ApplyAsync(CompactionStrategy strategy, CompactionContext context, CancellationToken cancellationToken) =>
        context.Run is { } run && strategy.GetType().Assembly != typeof(CompactionStrategy).Assembly
            ? new(ApplyPatientlyAsync(strategy, context, run.Patience, cancellationToken))
            : strategy.ApplyAsync(context, cancellationToken);

    private static Task ApplyPatientlyAsync(CompactionStrategy strategy, CompactionContext context, Patience patience, CancellationToken cancellationToken) =>
        patience.WaitAsync($"The window strategy {strategy.GetType().Name}", stop => strategy.ApplyAsync(context, stop), cancellationToken);

    public async ValueTask<CompactionContext> DraftAsync(WindowPipeline pipeline, CompactionRun? run, CancellationToken cancellationToken)
    {
        var context = await BeginDraftAsync(pipeline.Counter, run, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < pipeline.Count; i++)
            await ApplyAsync(pipeline[i], context, cancellationToken).ConfigureAwait(false);
        await context.FinishAsync(cancellationToken).ConfigureAwait(false);
        return context;
    }

    /// <summary>Begins a window, to which no strategy was applied.</summary>
    public async ValueTask<CompactionContext> BeginDraftAsync(TokenCounter counter, CompactionRun? run, CancellationToken cancellationToken)
    {
        var context = new CompactionContext(this, counter, run);
        await context.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_call is null)
            await _line.GetAsync(0, cancellationToken).ConfigureAwait(false);
        if (Besides is { } besides)
            context.Show(besides, TurnStart);
        _pins ??= Besides is { HidesLine: true } ? [] : await ReadPinsAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < _pins.Count; i++)
            await context.KeepAsync(_pins[i], Pinned, cancellationToken).ConfigureAwait(false);
        return context;
    }
}
