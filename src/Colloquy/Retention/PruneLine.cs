namespace Colloquy;

/// <summary>A branch's line as pruning sees it: exchanges from the newest back, as far as somebody asks, and what is kept in any case.</summary>
internal sealed class PruneLine
{
    /// <summary>How far an exchange is looked for whose results stand among what is kept.</summary>
    private const int MostSteps = 200;

    private static readonly EntryKind[] MarkKinds = [EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.TurnResume];
    private static readonly EntryKind[] NoteKinds = [EntryKind.Summary, EntryKind.Importance];

    private readonly Window _window;
    private readonly CompactionContext _context;
    private readonly IAsyncEnumerator<MessageGroup> _reader;
    private readonly List<MessageGroup> _exchanges = [];

    private PruneLine(SessionLog log, Position head, Position open)
    {
        (Log, Head, Open) = (log, head, open);
        _window = new Window(log, head, agent: null) { ReadsCovered = true };
        _context = new CompactionContext(_window, TokenCounter.Estimate, run: null);
        _reader = _context.ReadBackAsync().GetAsyncEnumerator(CancellationToken.None);
    }

    public SessionLog Log { get; }

    public Position Head { get; }

    /// <summary>Whether the newest turn is not over: running, waiting or cut off. It stays whole.</summary>
    public bool IsOpen => !Open.IsStart;

    /// <summary>The start of the newest turn, when it is not over.</summary>
    public Position Open { get; }

    /// <summary>The newest summary of the line.</summary>
    public (Position Position, SummaryBody Body)? Summary { get; private set; }

    /// <summary>The newest judgement of what matters.</summary>
    public (Position Position, ImportanceBody Body)? Importance { get; private set; }

    public TokenCounter Counter => _context.Counter;

    public static async ValueTask<PruneLine> OpenAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var line = new PruneLine(log, head, await FindOpenAsync(log, head, cancellationToken).ConfigureAwait(false));
        await line.FindNotesAsync(cancellationToken).ConfigureAwait(false);
        return line;
    }

    /// <summary>Returns an exchange, the newest being 0; null when the line has no more.</summary>
    public async ValueTask<MessageGroup?> GetAsync(int index)
    {
        while (_exchanges.Count <= index && await _reader.MoveNextAsync().ConfigureAwait(false))
            _exchanges.Add(_reader.Current);
        return index < _exchanges.Count ? _exchanges[index] : null;
    }

    /// <summary>Finds where the newest messages begin, a number of them, in whole exchanges or turns; the beginning when there are no more than that.</summary>
    public async ValueTask<Position> FindCutAsync(int messages, bool wholeTurns)
    {
        var count = 0;
        var kept = -1;
        for (var i = 0; await GetAsync(i).ConfigureAwait(false) is { } exchange; i++)
        {
            count += exchange.Items.Count;
            if (count > messages && kept >= 0)
                return await FindCutAsync(kept).ConfigureAwait(false);
            if (!wholeTurns || exchange.BeginsTurn)
                kept = i;
        }

        return Position.Start;
    }

    /// <summary>Learns of what a model wrote on the line.</summary>
    public void Saw(Position position, EntryBody body)
    {
        if (body is SummaryBody summary)
            Summary = (position, summary);
        else if (body is ImportanceBody importance)
            Importance = (position, importance);
    }

    /// <summary>The positions of the exchange that a message belongs to; none when it is not on the line, or was pruned.</summary>
    public async ValueTask<IEnumerable<Position>> FindExchangeAsync(Position message, CancellationToken cancellationToken) =>
        message > Head ? [] : (await _window.ReadApartAsync(message, cancellationToken).ConfigureAwait(false)).Select(item => item.Position);

    /// <summary>What stands before an exchange that is the oldest kept: it, or the start of its turn. Results among what is kept take their calls with them.</summary>
    private async ValueTask<Position> FindCutAsync(int oldest)
    {
        for (var i = oldest + 1; i <= oldest + MostSteps && await GetAsync(i).ConfigureAwait(false) is { } older; i++)
        {
            if (older.Last > _exchanges[oldest].First)
                oldest = i;
            else if (!_context.Reader.Orphans.Any(result => result.Position > _exchanges[oldest].First))
                break;
        }

        var first = _exchanges[oldest];
        var cut = first.BeginsTurn ? first.TurnStart : first.First;
        return IsOpen && Open < cut ? Open : cut;
    }

    private static async ValueTask<Position> FindOpenAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var mark = await log.ReadOnceAsync(LogRead.Back(head) with { Kinds = MarkKinds, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        if (mark.Entries is not [var newest] || newest.IsPruned)
            return Position.Start;

        var isOver = newest.Kind == EntryKind.TurnEnd ? !KnownTurn.IsWaitingEnd(newest) : newest.Kind == EntryKind.TurnStart && log.Decode(newest) is TurnStartBody { Added: true };
        return isOver ? Position.Start : newest.TurnStart;
    }

    /// <summary>Finds the newest summary and judgement: what stands in place of messages is not removed with them.</summary>
    private async ValueTask FindNotesAsync(CancellationToken cancellationToken)
    {
        for (var next = LogRead.Back(Head) with { Kinds = NoteKinds, Limit = 1 }; next is not null && (Summary is null || Importance is null);)
        {
            (var page, next) = await Log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                if (Summary is null && Log.Decode(entry) is SummaryBody summary)
                    Summary = (entry.Position, summary);
                else if (Importance is null && Log.Decode(entry) is ImportanceBody importance)
                    Importance = (entry.Position, importance);
            }
        }
    }
}
