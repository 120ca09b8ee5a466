using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads a line from its head back, as far as it is asked to, and keeps what it has read.</summary>
/// <param name="log">The session's log.</param>
/// <param name="head">The head of the line.</param>
/// <param name="agent">The agent that is shown the messages; null for nobody in particular.</param>
/// <param name="known">What is known of the line without reading; null for nothing.</param>
internal sealed class WindowLine(SessionLog log, Position head, string? agent, HistoryView? known = null)
{
    private const int SmallestPage = 32;
    private const int LargestPage = 1_000;
    private const int MostSteps = 200;
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    private readonly List<WindowItem> _items = [];
    private List<(Position Position, string Problem)>? _unreadable;
    private LogRead? _next = FirstRead(head, known);
    private IReadOnlyList<Entry> _page = [];
    private int _at;
    private int _read = known?.Count ?? 0;
    private PositionRanges? _pruned;
    private Position _lowest = new(long.MaxValue);
    private CallFact? _call;
    private CallFact? _calibrated;
    private ShownSummary? _summary;
    private ShownSummary? _marked;
    private ImportanceBody? _importance;

    /// <summary>The kinds of entries that windows are made of.</summary>
    public static EntryKind[] Kinds { get; } = [EntryKind.Message, EntryKind.ModelCall, EntryKind.Summary, EntryKind.Importance];

    public Position Head => head;

    /// <summary>What was known of the line before it was read.</summary>
    public HistoryView? Known => known;

    /// <summary>Whether a message was asked for: before that, nothing is known of calls and summaries.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What was read from the store.</summary>
    public LineReading Reading => field ??= new LineReading(known);

    /// <summary>Whether anything was read from the store.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Where the line goes on behind what was read; <see cref="Position.Start"/> at its beginning.</summary>
    public Position Below => _at < _page.Count ? _page[_at].Position : _next?.Head ?? Position.Start;

    /// <summary>The messages that were read, the newest first.</summary>
    public IReadOnlyList<WindowItem> Items => _items;

    /// <summary>The messages that were met and cannot be read, with what is wrong with each.</summary>
    public IReadOnlyList<(Position Position, string Problem)> Unreadable => (IReadOnlyList<(Position, string)>?)_unreadable ?? [];

    /// <summary>The newest model call of the agent, or of anybody when no agent is named, that was to answer.</summary>
    public CallFact? Call => IsMet(KnownCall) ? KnownCall : _call;

    /// <summary>The factor between the tokens that the service counts and the estimate, by the newest call that shows it.</summary>
    public double? Calibration => IsMet(KnownCalibrated) ? KnownCalibrated!.Calibration : _calibrated?.Calibration;

    /// <summary>The newest summary on the line, with its position, however far back it is; of one that an earlier version of Colloquy wrote, when it was met.</summary>
    public ShownSummary? Summary => _summary?.Position > _marked?.Position ? _summary : _marked ?? _summary;

    /// <summary>The newest judgement of what matters.</summary>
    public ImportanceBody? Importance => known?.FindImportance(_lowest) ?? _importance;

    /// <summary>Whether what is known of calls does not change while the line is read.</summary>
    public bool IsSettled => HasBegun && known is not null && (KnownCall is not { } call || known.IsAhead(call)) && (KnownCalibrated is not { } calibrated || known.IsAhead(calibrated));

    private CallFact? KnownCall => field ??= known?.FindCall(log, agent, isCalibrated: false);

    private CallFact? KnownCalibrated => field ??= known?.FindCall(log, agent, isCalibrated: true);

    /// <summary>Returns a message, the newest being 0; null when the line has no more.</summary>
    public ValueTask<WindowItem?> GetAsync(int index, CancellationToken cancellationToken) => HasBegun && index < _items.Count ? new(_items[index]) : FindAsync(index, cancellationToken);

    private async ValueTask<WindowItem?> FindAsync(int index, CancellationToken cancellationToken)
    {
        if (!HasBegun)
        {
            HasBegun = true;
            _marked = known?.Summary ?? (known is { IsSummaryKnown: true } ? null : await SummaryMark.ReadAsync(log, head, cancellationToken).ConfigureAwait(false));
        }

        while (_items.Count <= index)
        {
            if (_items.Count < known?.Count)
            {
                var item = known[_items.Count];
                _lowest = item.Position < _lowest ? item.Position : _lowest;
                _items.Add(item.For(agent));
                continue;
            }

            if (_at == _page.Count && !await LoadAsync(cancellationToken).ConfigureAwait(false))
            {
                _lowest = Position.Start;
                return null;
            }

            var entry = _page[_at++];
            _lowest = entry.Position;
            HasRead = true;
            Reading.Pass(entry, findsCall: _call is null || _calibrated is null);
            if (entry.IsPruned)
                Reading.Add(new LineNote(entry.Position, Reading.Ordinal, null, null));
            else if (entry.Kind == EntryKind.Message || entry.Kind == ReadingAround.Lost)
                await TakeAsync(entry, cancellationToken).ConfigureAwait(false);
            else
                See(entry);
        }

        return _items[index];
    }

    /// <summary>Reads the exchange that a message of the line belongs to; nothing when the position holds no message.</summary>
    public async ValueTask<IReadOnlyList<WindowItem>> ReadExchangeAsync(Position position, CancellationToken cancellationToken)
    {
        List<WindowItem> exchange = [];
        if (position > head)
            return exchange;

        WindowItem? wanted = null;
        var steps = 0;
        await foreach (var entry in log.ReadAsync(LogRead.Back(position) with { Kinds = MessageKind, Limit = 8 }, cancellationToken).ConfigureAwait(false))
        {
            // What is left of an exchange is whole: what was pruned ends it.
            if (entry.IsPruned)
                break;

            var item = await DecodeAsync(entry, cancellationToken).ConfigureAwait(false);
            if (wanted is null && (item.Position != position || item.Partial))
                return exchange;

            if (item.Message.Contents.Count == 0)
                break;

            wanted ??= item;
            if (wanted.IsReasoning)
                return await FindBehindAsync(position, cancellationToken).ConfigureAwait(false) is { } behind ? await ReadExchangeAsync(behind, cancellationToken).ConfigureAwait(false) : exchange;
            if (exchange.Count > 0 && (!item.IsReasoning || item.Partial || item.Author != exchange[^1].Author || exchange[^1].Message.Role != ChatRole.Assistant))
                break;
            if (exchange.Count > 0 || !wanted.IsResult || (!item.Partial && wanted.IsResultOf(item)))
                exchange.Insert(0, item);
            else if (++steps > MostSteps)
                break;
        }

        return exchange.Count > 0 && exchange[^1].HasCalls ? await WithResultsAsync(exchange, cancellationToken).ConfigureAwait(false) : exchange;
    }

    /// <summary>The message that reasoning goes with; null when there is none.</summary>
    private async ValueTask<Position?> FindBehindAsync(Position reasoning, CancellationToken cancellationToken)
    {
        var page = await log.ReadOnceAsync(LogRead.Forth(head, reasoning) with { Kinds = MessageKind, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Entries is [{ Subject: "assistant" } next] ? next.Position : null;
    }

    private async ValueTask<IReadOnlyList<WindowItem>> WithResultsAsync(List<WindowItem> exchange, CancellationToken cancellationToken)
    {
        var caller = exchange[^1];
        var open = caller.CallIds.ToHashSet();
        var steps = 0;
        await foreach (var entry in log.ReadAsync(LogRead.Forth(head, caller.Position) with { Kinds = MessageKind, Limit = 8 }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsPruned)
                continue;

            var item = await DecodeAsync(entry, cancellationToken).ConfigureAwait(false);
            if (item.IsResult && item.ResultIds.Any(open.Remove))
                exchange.Add(item);

            // A model may use an id again: what comes after that is another call's. A call of an answer that broke off was never made.
            if (!item.Partial)
                open.ExceptWith(item.CallIds);
            if (open.Count == 0 || ++steps > MostSteps)
                break;
        }

        return exchange;
    }

    /// <summary>Learns that a window shows the line back to a position, of which it read nothing: what it would have met there is known from now on.</summary>
    /// <param name="first">The first position that is shown.</param>
    /// <param name="isCut">Whether the window is cut there; else it was looked for more.</param>
    public void PassTo(Position first, bool isCut)
    {
        var index = known!.CountBefore(first);
        var lowest = isCut && known.OldestAt(index) is { } edge && edge.Message.Role != ChatRole.Assistant ? edge.Position
            : known.OldestAt(index - 1)?.Position ?? Position.Start;
        _lowest = lowest < _lowest ? lowest : _lowest;
    }

    private async ValueTask<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (_next is null)
            return false;

        var isFirst = _read == 0;
        var (page, next) = await log.ReadPageAsync(_next, cancellationToken).ConfigureAwait(false);
        if (!log.Record.Pruned.IsStart)
        {
            // Behind a full page, more may have been passed over.
            _pruned ??= (await log.ReadPrunedAsync(cancellationToken).ConfigureAwait(false)).Ranges;
            Reading.HasGap |= page.Count == _next.Limit;
        }

        _read += page.Count;
        _next = next is null ? null : next with { Limit = Math.Clamp(_read / 2, SmallestPage, LargestPage) };
        (_page, _at) = (page, 0);

        // What the last call tells is wanted before the messages behind it are. Further back it is met in its place, so that it does not depend on pages what a window shows.
        for (var i = 0; i < _page.Count && isFirst && known is null; i++)
        {
            if (_page[i].Kind == EntryKind.ModelCall)
                Meet(Reading.AddAhead(_page[i], i, IsPassedOver(_page[i])));
        }

        if (isFirst && known is null)
            Reading.LookedAhead(_page.Count, isEnd: next is null && !Reading.HasGap);
        return _page.Count > 0;
    }

    private void See(Entry entry)
    {
        if (entry.Kind == EntryKind.ModelCall)
        {
            if ((_call is null || _calibrated is null) && Reading.AddCall(entry, IsPassedOver(entry)) is { IsPassedOver: false } call)
                Meet(call);
            return;
        }

        var body = log.Decode(entry);
        var note = new LineNote(entry.Position, Reading.Ordinal, body is SummaryBody summary ? new ShownSummary(entry.Position, summary) : null, body as ImportanceBody);
        Reading.Add(note);
        _summary ??= note.Summary;
        _importance ??= note.Importance;
    }

    /// <summary>Whether a call behind the first page is met or not, by where pages end, since readers of messages pass over what was pruned. So it is never met.</summary>
    private bool IsPassedOver(Entry entry) => _pruned?.Find(entry.Position) is not null;

    private void Meet(CallFact call)
    {
        if ((_call is not null && _calibrated is not null) || (agent is not null && call.Author != agent) || !call.IsAnswering(log))
            return;

        _call ??= call;
        _calibrated ??= call.Calibration is null ? null : call;
    }

    /// <summary>Whether a reader who has come as far as this one knows of a call.</summary>
    private bool IsMet(CallFact? call) => call is not null && HasBegun && (known!.IsAhead(call) || call.Position > _lowest);

    private static LogRead? FirstRead(Position head, HistoryView? known)
    {
        if (known is not null)
            return known.IsComplete ? null : LogRead.Back(known.Below) with { Kinds = Kinds, Limit = Math.Clamp(known.Count / 2, SmallestPage, LargestPage) };
        return head.IsStart ? null : LogRead.Back(head) with { Kinds = Kinds, Limit = HistoryView.Ahead };
    }

    /// <summary>Takes a message in; one that cannot be read is not shown to a model.</summary>
    private async ValueTask TakeAsync(Entry entry, CancellationToken cancellationToken)
    {
        var (body, problem) = await ItemReader.DecodeMessageAsync(log, entry, cancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            (_unreadable ??= []).Add((entry.Position, problem));
            Reading.IsWhole = false;
        }

        if (problem is not null && body.Message.Contents.Count == 0)
            return;

        var taken = ToItem(body, entry, Reading.Ordinal);
        Reading.Add(taken);
        _items.Add(taken.For(agent));
    }

    private async ValueTask<WindowItem> DecodeAsync(Entry entry, CancellationToken cancellationToken) =>
        ToItem((await ItemReader.DecodeMessageAsync(log, entry, cancellationToken).ConfigureAwait(false)).Body, entry, ordinal: 0).For(agent);

    /// <summary>The message as it may come into windows, whoever is shown it.</summary>
    public static WindowItem ToItem(MessageBody body, Entry entry, int ordinal)
    {
        // What earlier versions stored may be deeper than services take.
        var message = JsonDepth.Fits(entry.Payload.Span) ? body.Message : StorableMessage.Of(body.Message);
        return new WindowItem(entry.Position, entry.TurnStart, message, body.Partial, entry.Author) { Ordinal = ordinal, Size = MessageSize.Of(message) };
    }
}
