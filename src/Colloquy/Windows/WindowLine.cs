using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads a line from its head back, as far as it is asked to, and keeps what it has read.</summary>
internal sealed class WindowLine(SessionLog log, Position head, string? agent)
{
    private const int FirstPage = 64;
    private const int SmallestPage = 32;
    private const int LargestPage = 1_000;
    private const int MostSteps = 200;
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];
    private static readonly EntryKind[] Kinds = [EntryKind.Message, EntryKind.ModelCall, EntryKind.Summary, EntryKind.Importance];

    private readonly List<WindowItem> _items = [];
    private List<(Position Position, string Problem)>? _unreadable;
    private LogRead? _next = head.IsStart ? null : LogRead.Back(head) with { Kinds = Kinds, Limit = FirstPage };
    private IReadOnlyList<Entry> _page = [];
    private int _at;
    private int _read;

    public Position Head => head;

    /// <summary>The messages that were read, the newest first.</summary>
    public IReadOnlyList<WindowItem> Items => _items;

    /// <summary>The messages that were met and cannot be read, with what is wrong with each.</summary>
    public IReadOnlyList<(Position Position, string Problem)> Unreadable => (IReadOnlyList<(Position, string)>?)_unreadable ?? [];

    /// <summary>The newest model call of the agent, or of anybody when no agent is named, that was to answer.</summary>
    public ModelCallBody? Call { get; private set; }

    /// <summary>What the newest call that tells it tells of the tokens that the service counts.</summary>
    public double? Calibration { get; private set; }

    /// <summary>The newest summary on the line, with its position.</summary>
    public ShownSummary? Summary { get; private set; }

    /// <summary>The newest judgement of what matters.</summary>
    public ImportanceBody? Importance { get; private set; }

    /// <summary>Returns a message, the newest being 0; null when the line has no more.</summary>
    public async ValueTask<WindowItem?> GetAsync(int index, CancellationToken cancellationToken)
    {
        while (_items.Count <= index)
        {
            if (_at == _page.Count && !await LoadAsync(cancellationToken).ConfigureAwait(false))
                return null;

            var entry = _page[_at++];
            if (entry.IsPruned)
                continue;
            if (entry.Kind == EntryKind.Message || entry.Kind == ReadingAround.Lost)
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
            if (exchange.Count > 0 || !wanted.IsResult || wanted.IsResultOf(item))
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

            // A model may use an id again: what comes after that is another call's.
            open.ExceptWith(item.CallIds);
            if (open.Count == 0 || ++steps > MostSteps)
                break;
        }

        return exchange;
    }

    private async ValueTask<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (_next is null)
            return false;

        var (page, next) = await log.ReadPageAsync(_next, cancellationToken).ConfigureAwait(false);
        _read += page.Count;
        _next = next is null ? null : next with { Limit = Math.Clamp(_read / 2, SmallestPage, LargestPage) };
        (_page, _at) = (page, 0);

        // What the last call tells is wanted before the messages behind it are.
        for (var i = 0; i < _page.Count && (Call is null || Calibration is null); i++)
        {
            if (_page[i].Kind != EntryKind.ModelCall || (agent is not null && _page[i].Author != agent) || log.Decode(_page[i]) is not ModelCallBody { Purpose: null } call)
                continue;

            Call ??= call;
            Calibration ??= Colloquy.Calibration.Of(call);
        }

        return _page.Count > 0;
    }

    private void See(Entry entry)
    {
        if (entry.Kind == EntryKind.Summary && Summary is null)
            Summary = log.Decode(entry) is SummaryBody summary ? new ShownSummary(entry.Position, summary) : null;
        else if (entry.Kind == EntryKind.Importance)
            Importance ??= log.Decode(entry) as ImportanceBody;
    }

    /// <summary>Takes a message in; one that cannot be read is no part of what a model is shown.</summary>
    private async ValueTask TakeAsync(Entry entry, CancellationToken cancellationToken)
    {
        var item = await ItemReader.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
        if (item.Unreadable is { } problem)
            (_unreadable ??= []).Add((entry.Position, problem));
        if (item.Unreadable is null || item.Message.Contents.Count > 0)
            _items.Add(ToItem(item, entry));
    }

    private async ValueTask<WindowItem> DecodeAsync(Entry entry, CancellationToken cancellationToken) =>
        ToItem(await ItemReader.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false), entry);

    private WindowItem ToItem(SessionItem item, Entry entry)
    {
        // What earlier versions stored may be deeper than services take.
        if (!JsonDepth.Fits(entry.Payload.Span))
            item = item with { Message = StorableMessage.Of(item.Message) };
        return new WindowItem(item.Position, item.TurnStart, item.Message, item.IsPartial, entry.Author, agent);
    }
}
