using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>
/// What an agent's window shows of the line before a turn: chosen, counted and balanced. The next window of the same pipeline is the block, what was added to the line since, and the turn,
/// as long as no strategy wants more than that.
/// </summary>
/// <remarks>It grows at its end, and goes back to where it once ended: so an undo costs what it takes back.</remarks>
internal sealed class WindowBlock
{
    private const int MostMarks = 256;
    private const int BytesOfMessage = 48;

    private readonly AppendList<ShownMessage> _shown = new();
    private readonly AppendList<ChatMessage> _messages = new();
    private readonly ShownRanges _ranges = new();
    private readonly SentIds _ids = new(earlier: null);
    private readonly List<MessageEdit> _changes = [];
    private readonly List<Blob> _changed = [];
    private readonly List<Mark> _marks = [];
    private readonly string? _agent;
    private readonly WindowPipeline _pipeline;
    private (MessageEdit Edit, Blob Blob, long Tokens)? _summary;
    private long _estimate;

    private WindowBlock(string? agent, WindowPipeline pipeline) => (_agent, _pipeline) = (agent, pipeline);

    /// <summary>The head of the line up to which it reaches.</summary>
    public Position Head { get; private set; }

    /// <summary>The first position that it looks at.</summary>
    public Position First { get; private init; }

    /// <summary>Where the window is cut.</summary>
    public Position? Cut { get; private init; }

    /// <summary>The summary at its beginning; null for none.</summary>
    public ShownSummary? Summary { get; private init; }

    /// <summary>The tokens of the exchanges that are in.</summary>
    public long Free { get; private set; }

    /// <summary>How many messages those have.</summary>
    public int LineMessages { get; private set; }

    /// <summary>How many turns begin among them.</summary>
    public int LineTurns { get; private set; }

    public long Bytes => BytesOfMessage * (long)_shown.Count;

    /// <summary>Makes the block of a window that was built from its beginning; null when the next window could not go on from it.</summary>
    /// <param name="context">The window, as the strategies left it.</param>
    /// <param name="pipeline">The strategies.</param>
    /// <param name="head">The head before the turn.</param>
    public static WindowBlock? Create(CompactionContext context, WindowPipeline pipeline, Position head)
    {
        var (first, isEdgeIn) = (Position.Start, context.Cut is null);
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            var exchange = context.Exchanges[i];
            if (exchange.IsCurrent)
            {
                if (exchange.First <= head)
                    return null;
                continue;
            }

            if (exchange.IsKept)
                return null;
            isEdgeIn |= exchange.First == context.Cut && exchange.IsIn;
            first = exchange.First;
        }

        // The next turn reads no further than the cut, and may not meet what this one met.
        if (context.Summary?.Position < context.Cut)
            return null;
        if (!isEdgeIn || context.Apart.Count > 0 || HasOrphans(context, behind: head))
            return null;

        var block = new WindowBlock(context.ShownTo, pipeline) { First = context.Cut ?? first, Cut = context.Cut, Summary = context.Summary };
        return block.TryAdd(context, context.Cut ?? Position.Start, head) ? block : null;
    }

    /// <summary>Whether it was made for an agent by strategies that do the same.</summary>
    public bool IsOf(string? agent, WindowPipeline pipeline) => _agent == agent && _pipeline.IsSameAs(pipeline);

    /// <summary>Takes in what was added to the line since, as the strategies left it; false when that is bound up with what stood before.</summary>
    public bool TryExtend(CompactionContext newer, Position head) => !HasOrphans(newer, Position.Start) && TryAdd(newer, Position.Start, head);

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
        _ranges.ReturnTo(mark.Ranges);
        _ids.Truncate(mark.Ids);
        _changes.RemoveRange(mark.Changes, _changes.Count - mark.Changes);
        _changed.RemoveRange(mark.Changes, _changed.Count - mark.Changes);
        (Head, _estimate, Free, LineMessages, LineTurns) = (mark.Head, mark.Estimate, mark.Free, mark.LineMessages, mark.LineTurns);
        return true;
    }

    /// <summary>The window that is the block and a turn.</summary>
    /// <param name="context">The turn, as the strategies left it.</param>
    public BuiltWindow Build(CompactionContext context)
    {
        var ranges = new ShownRanges(_ranges);
        List<ShownMessage> shown = [];
        List<ChatMessage> messages = [];
        var estimate = _estimate;
        foreach (var message in BuiltWindow.Known(context, Head.Next))
        {
            ranges.Add(message);
            if (!message.IsShown)
                continue;

            shown.Add(message);
            messages.Add(message.Message);
            estimate += message.Estimate;
        }

        List<MessageEdit>? edits = null;
        List<Blob>? blobs = null;
        if (_summary is { } summary)
        {
            (edits, blobs) = ([summary.Edit], [summary.Blob]);
            estimate += summary.Tokens;
        }

        for (var i = 0; i < context.Inserted.Count; i++)
        {
            var message = context.Inserted[i].Message;
            var blob = MessageEdits.BlobOf(message);
            (edits ??= []).Add(new MessageEdit(shown.Count == 0 ? Position.Start : shown[0].Position, blob.Hash) { Inserted = true });
            (blobs ??= []).Add(blob);
            messages.Insert(i, message);
            estimate += context.Counter.Count(message);
        }

        if (_changes.Count > 0)
        {
            (edits ??= []).AddRange(_changes);
            (blobs ??= []).AddRange(_changed);
        }

        foreach (var message in shown)
        {
            if (!message.IsChanged)
                continue;

            var blob = MessageEdits.BlobOf(message.Message);
            (edits ??= []).Add(new MessageEdit(message.Position, blob.Hash));
            (blobs ??= []).Add(blob);
        }

        return new BuiltWindow
        {
            Messages = new MessageView(_messages.Part, ToolCallRepair.Balance(messages, ids: new SentIds(_ids))),
            Ranges = ranges.All,
            Line = LineOf(_shown.Part, shown),
            Edits = edits,
            Blobs = (IReadOnlyList<Blob>?)blobs ?? [],
            Cut = Cut,
            Counter = context.Counter,
            Estimate = estimate,
        };
    }

    /// <summary>Whether results stand without their calls, or reasoning without what it led to, behind a position.</summary>
    public static bool HasOrphans(CompactionContext context, Position behind)
    {
        for (var i = 0; i < context.Reader.Orphans.Count; i++)
        {
            if (context.Reader.Orphans[i].Position > behind)
                return true;
        }

        return false;
    }

    private bool TryAdd(CompactionContext context, Position from, Position head)
    {
        List<ChatMessage> messages = [];
        foreach (var message in BuiltWindow.Known(context, from, head))
        {
            _ranges.Add(message);
            if (!message.IsShown)
                continue;

            _shown.Add(message);
            messages.Add(message.Message);
            _estimate += message.Estimate;
            if (!message.IsChanged)
                continue;

            var blob = MessageEdits.BlobOf(message.Message);
            _changes.Add(new MessageEdit(message.Position, blob.Hash));
            _changed.Add(blob);
        }

        if (Summary is { } summary && _summary is null)
        {
            if (_shown.Count == 0)
                return false;

            var blob = MessageEdits.BlobOf(summary.Shown.Message);
            _summary = (new MessageEdit(_shown[0].Position, blob.Hash) { Inserted = true }, blob, context.Counter.Count(summary.Shown.Message));
            messages.Insert(0, summary.Shown.Message);
        }

        foreach (var message in ToolCallRepair.Balance(messages, ids: _ids))
            _messages.Add(message);
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            var exchange = context.Exchanges[i];
            if (exchange.IsCurrent || !exchange.IsIn)
                continue;

            Free += exchange.Estimate;
            LineMessages += exchange.Messages.Count;
            LineTurns += exchange.BeginsTurn ? 1 : 0;
        }

        Head = head;
        if (_marks.Count == MostMarks)
            _marks.RemoveRange(0, MostMarks / 2);
        _marks.Add(new Mark(head, _shown.Count, _messages.Count, _ranges.Mark, _ids.Count, _changes.Count, _estimate, Free, LineMessages, LineTurns));
        return true;
    }

    private static IEnumerable<ShownMessage> LineOf(ArrayPart<ShownMessage> earlier, List<ShownMessage> turn)
    {
        for (var i = 0; i < earlier.Count; i++)
            yield return earlier[i];
        foreach (var message in turn)
            yield return message;
    }

    /// <summary>Where the block ended once.</summary>
    private readonly record struct Mark(Position Head, int Shown, int Messages, (int Count, PositionRange? Last, bool IsUnbroken) Ranges, int Ids, int Changes, long Estimate, long Free, int LineMessages, int LineTurns);
}
