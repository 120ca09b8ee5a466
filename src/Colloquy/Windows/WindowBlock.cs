using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>
/// What an agent's window shows of the line before a turn: chosen, counted and balanced. The next window of the same pipeline is the block, what was added to the line since, and the turn,
/// as long as no strategy wants more than that.
/// </summary>
/// <remarks>
/// It grows at its end, and goes back to where it once ended: so an undo costs what it takes back. At its beginning it loses what a cut leaves out. The newest exchanges, which strategies
/// may still treat otherwise, are not in it: each window goes through them anew.
/// </remarks>
internal sealed partial class WindowBlock
{
    private const int MostMarks = 256;

    private readonly AppendList<ShownMessage> _shown = new();
    private readonly AppendList<ChatMessage> _messages = new();
    private readonly AppendList<WindowPart> _parts = new(isShared: false);
    private readonly AppendList<(IReadOnlyList<WindowItem> Items, bool IsLeftOut)> _asked = new(isShared: false);
    private readonly ShownRanges _ranges = new();
    private readonly SentIds _ids = new(earlier: null);
    private readonly List<MessageEdit> _changes = [];
    private readonly List<Blob> _changed = [];
    private readonly List<Mark> _marks = [];
    private readonly string? _agent;
    private readonly WindowPipeline _pipeline;
    private readonly int _newestResults;
    private readonly bool _asksRule;
    private IReadOnlyDictionary<CompactionStrategy, object>? _decisions;
    private Totals _totals;
    private long _keptApart;
    private bool _hasApart;
    private bool _hasRenamed;

    private WindowBlock(string? agent, WindowPipeline pipeline) =>
        (_agent, _pipeline, _newestResults, _asksRule) = (agent, pipeline, pipeline.NewestResults, pipeline.AsksRule);

    /// <summary>The head of the line that it knows.</summary>
    public Position Head { get; private set; }

    /// <summary>The last position that it looks at; what is behind it on the line, each window goes through.</summary>
    public Position Through { get; private set; }

    /// <summary>The first position that it looks at.</summary>
    public Position First { get; private set; }

    /// <summary>Where the window is cut.</summary>
    public Position? Cut { get; private set; }

    /// <summary>The exchange before the cut; null for none, and where it is not known.</summary>
    public WindowPart? Beyond { get; private set; }

    /// <summary>The summary at its beginning; null for none.</summary>
    public ShownSummary? Summary { get; private init; }

    /// <summary>The messages that were pinned.</summary>
    public required IReadOnlyList<Position> Pins { get; init; }

    /// <summary>How many exchanges are in, of the line from the cut on.</summary>
    public int Count => _parts.Count;

    /// <summary>The tokens of the exchanges that are pinned.</summary>
    public long Kept => _keptApart + _totals.Kept;

    /// <summary>Whether it holds only as long as no result is added: the newest results are so far back that they are in it.</summary>
    public bool EndsWithResults { get; private set; }

    /// <summary>Returns an exchange, the newest being 0, and the one before the cut behind the oldest.</summary>
    public WindowPart PartAt(int index) => index == _parts.Count ? Beyond!.Value : _parts[_parts.Count - 1 - index];

    /// <summary>What the exchanges from a cut on come to: the tokens of those that are not kept, their messages, and the turns that begin among them.</summary>
    public (long Free, int Messages, int Turns) CountFrom(Position? cut)
    {
        var rest = _totals;
        for (var i = 0; i < _parts.Count && _parts[i].First < cut; i++)
            rest = rest.Without(_parts[i]);
        return (rest.Free, rest.Messages, rest.Turns);
    }

    /// <summary>What a strategy decided in the window; null for nothing.</summary>
    public object? DecisionOf(CompactionStrategy strategy) => _decisions?.GetValueOrDefault(strategy);

    /// <summary>Whether it was made for an agent by strategies that do the same.</summary>
    public bool IsOf(string? agent, WindowPipeline pipeline) => _agent == agent && _pipeline.IsSameAs(pipeline);

    /// <summary>Asks the application's rules again about the exchanges of other agents; returns whether they decide as before.</summary>
    public bool IsDecidedAlike(CompactionContext context)
    {
        for (var i = _asked.Count - 1; i >= 0; i--)
        {
            if (context.IsLeftOut(_asked[i].Items) != _asked[i].IsLeftOut)
                return false;
        }

        return true;
    }

    /// <summary>Goes back to where it reached no further than a head; false when that is no longer known.</summary>
    public bool TryTruncate(Position head)
    {
        if (Head <= head)
            return true;

        while (_marks.Count > 0 && _marks[^1].Head > head)
            _marks.RemoveAt(_marks.Count - 1);
        if (_marks.Count == 0)
            return false;

        var mark = _marks[^1];
        _shown.Truncate(mark.Shown);
        _messages.Truncate(mark.Messages);
        _parts.Truncate(mark.Parts);
        _asked.Truncate(mark.Asked);
        _ranges.ReturnTo(mark.Ranges);
        _ids.Truncate(mark.Ids);
        _changes.RemoveRange(mark.Changes, _changes.Count - mark.Changes);
        _changed.RemoveRange(mark.Changes, _changed.Count - mark.Changes);
        (Head, Through, _totals) = (mark.Head, mark.Through, mark.Totals);
        return true;
    }

    /// <summary>Leaves out what stands before a cut; false, and nothing is changed, when what is left depends on that.</summary>
    public bool TryCut(Position cut)
    {
        var dropped = 0;
        for (; dropped < _parts.Count && _parts[dropped].First < cut; dropped++)
        {
            if (_parts[dropped].IsKept || _parts[dropped].Last >= cut)
                return false;
        }

        if (dropped == _parts.Count || _parts[dropped].First != cut || _hasApart || _hasRenamed)
            return false;

        var shown = 0;
        while (_shown[shown].Position < cut)
            shown++;

        // What is sent has no positions: the cut is where the first message is that stays.
        var (sent, ids) = (0, 0);
        for (; !ReferenceEquals(_messages[sent], _shown[shown].Message); sent++)
        {
            ids += CountCalls(_messages[sent]);
            if (sent + 1 == _messages.Count)
                return false;
        }

        _totals = _totals with { Own = _totals.Own * (_shown.Count - shown) / _shown.Count };
        if (dropped > 0)
            Beyond = _asksRule ? null : _parts[dropped - 1];
        for (var i = 0; i < dropped; i++)
            _totals = _totals.Without(_parts[i]);
        for (var i = 0; i < shown; i++)
            _totals = _totals with { Estimate = _totals.Estimate - _shown[i].Estimate };
        var (changes, asked) = (0, 0);
        while (changes < _changes.Count && _changes[changes].Position < cut)
            changes++;
        while (asked < _asked.Count && _asked[asked].Items[0].Position < cut)
            asked++;
        _parts.DropFirst(dropped);
        _shown.DropFirst(shown);
        _messages.DropFirst(sent);
        _asked.DropFirst(asked);
        _ids.DropFirst(ids);
        _ranges.DropBefore(cut);
        _changes.RemoveRange(0, changes);
        _changed.RemoveRange(0, changes);
        (First, Cut) = (cut, cut);
        _marks.Clear();
        AddMark();
        return true;
    }

    private static int CountCalls(ChatMessage message)
    {
        var calls = 0;
        for (var i = 0; i < message.Contents.Count; i++)
            calls += message.Contents[i] is FunctionCallContent ? 1 : 0;
        return calls;
    }

    private void AddMark()
    {
        if (_marks.Count == MostMarks)
            _marks.RemoveRange(0, MostMarks / 2);
        _marks.Add(new Mark(Head, Through, _shown.Count, _messages.Count, _parts.Count, _asked.Count, _ranges.Mark, _ids.Count, _changes.Count, _totals));
    }

    /// <summary>What the exchanges come to, what is shown of them, and how many bytes messages take that stand only in the block.</summary>
    private readonly record struct Totals(long Free, long Kept, int Messages, int Turns, long Estimate, long Own)
    {
        public Totals With(WindowPart part) => Plus(part, 1);

        public Totals Without(WindowPart part) => Plus(part, -1);

        private Totals Plus(WindowPart part, int sign) => this with
        {
            Free = Free + (part.IsKept ? 0 : sign * part.Estimate),
            Kept = Kept + (part.IsKept ? sign * part.Estimate : 0),
            Messages = Messages + (sign * part.Messages),
            Turns = Turns + (part.BeginsTurn ? sign : 0),
        };
    }

    /// <summary>Where the block ended once.</summary>
    private readonly record struct Mark(
        Position Head,
        Position Through,
        int Shown,
        int Messages,
        int Parts,
        int Asked,
        (int Count, PositionRange? Last, bool IsUnbroken) Ranges,
        int Ids,
        int Changes,
        Totals Totals);
}
