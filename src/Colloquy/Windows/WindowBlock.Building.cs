using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>What a block is made of, and what is made of it.</content>
internal sealed partial class WindowBlock
{
    /// <summary>How many of the newest messages each window goes through, at most, where strategies treat the newest results otherwise.</summary>
    private const int MostLeft = 128;

    private const int BytesOfBlock = 1_000;
    private const int BytesOfId = 40;
    private const int BytesOfEdit = 200;
    private const int BytesOfNamed = 168;

    /// <summary>About how many bytes it takes, with the messages that stand only in it: in the place of others, or as another agent is shown them.</summary>
    public long Bytes => BytesOfBlock + _shown.Bytes + _messages.Bytes + _parts.Bytes + _asked.Bytes + (BytesOfId * (long)_ids.Count) + (Unsafe.SizeOf<Mark>() * (long)_marks.Capacity) + _totals.Own;

    /// <summary>Makes the block of a window that was built from its beginning; null when the next window could not go on from it.</summary>
    /// <param name="context">The window, as the strategies left it.</param>
    /// <param name="pipeline">The strategies.</param>
    /// <param name="pins">The messages that are pinned.</param>
    /// <param name="head">The head before the turn.</param>
    public static WindowBlock? Create(CompactionContext context, WindowPipeline pipeline, IReadOnlyList<Position> pins, Position head)
    {
        var (first, isEdgeIn, hasResults, beyond) = (Position.Start, context.Cut is null, false, (WindowPart?)null);
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            var exchange = context.Exchanges[i];
            if (exchange.IsCurrent)
            {
                if (exchange.First <= head)
                    return null;
                hasResults |= exchange.HasResults;
                continue;
            }

            if (exchange.First < context.Cut)
            {
                // The next window reads it for itself, since it begins at the cut.
                if (exchange.IsKept)
                    return null;
                if (beyond is null && !exchange.IsLeftOut)
                    beyond = WindowPart.Of(exchange);
                continue;
            }

            isEdgeIn |= exchange.First == context.Cut && exchange.IsIn;
            first = exchange.First;
        }

        if (!isEdgeIn || HasOrphans(context, behind: head) || !AreKept(context, pins))
            return null;

        var block = new WindowBlock(context.ShownTo, pipeline)
        {
            First = context.Cut ?? first,
            Cut = context.Cut,
            Beyond = pipeline.AsksRule ? null : beyond,
            Summary = context.Summary,
            Pins = pins,
            _decisions = context.Decisions,
            _hasApart = context.Apart.Count > 0,
        };
        for (var i = 0; i < context.Apart.Count; i++)
        {
            if (context.Apart[i].Last >= block.First)
                return null;
            block._keptApart += pins.Any(context.Apart[i].Has) ? context.Apart[i].Estimate : 0;
        }

        var through = block.FindThrough(context, head);
        if (block.EndsWithResults && hasResults)
            return null;

        block.Add(context, context.Cut ?? Position.Start, through, head);
        return block;
    }

    /// <summary>Takes in what was added to the line since, as the strategies left it; false when that is bound up with what stood before.</summary>
    public bool TryExtend(CompactionContext newer, Position head)
    {
        if (HasOrphans(newer, Position.Start) || (EndsWithResults && HasResults(newer)))
            return false;

        Add(newer, Through.Next, FindThrough(newer, head), head);
        return true;
    }

    /// <summary>Whether it shows what a window of a turn shows, whatever comes of the strategies' decisions.</summary>
    public bool Holds(CompactionContext context) => !HasOrphans(context, Position.Start) && !(EndsWithResults && HasResults(context));

    /// <summary>The window that is the block, what is behind it on the line, and a turn.</summary>
    /// <param name="context">What is behind the block, as the strategies left it.</param>
    /// <param name="before">Messages of the caller's that stand before all others.</param>
    public BuiltWindow Build(CompactionContext context, IReadOnlyList<ChatMessage> before)
    {
        var ranges = new ShownRanges(_ranges);
        List<ShownMessage> shown = [];
        List<ChatMessage> messages = [];
        var estimate = _totals.Estimate;
        foreach (var message in BuiltWindow.Known(context, Through.Next))
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
        var beginning = _shown.Count > 0 ? _shown[0].Position : shown.Count > 0 ? shown[0].Position : Position.Start;
        var first = before.Count == 0 && Summary is null ? [] : new ChatMessage[before.Count + (Summary is null ? 0 : 1)];
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = i < before.Count ? before[i] : Summary!.Shown.Message;
            Insert(first[i], beginning, i < before.Count ? context.Counter.Count(first[i]) : Summary!.Shown.Count(context.Counter));
        }

        for (var i = 0; i < context.Inserted.Count; i++)
        {
            var (position, message, _) = context.Inserted[i];
            var index = position.IsStart ? -1 : shown.FindIndex(one => one.Position >= position);
            Insert(message, index < 0 ? Position.Start : shown[index].Position, context.Counter.Count(message));
            messages.Insert(i + (index < 0 ? shown.Count : index), message);
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
            Messages = new MessageView(first, _messages.Part, ToolCallRepair.Balance(messages, ids: new SentIds(_ids))),
            Ranges = ranges.All,
            Line = LineOf(_shown.Part, shown),
            Edits = edits,
            Blobs = (IReadOnlyList<Blob>?)blobs ?? [],
            Cut = Cut,
            Counter = context.Counter,
            Estimate = estimate,
        };

        void Insert(ChatMessage message, Position position, int tokens)
        {
            var blob = MessageEdits.BlobOf(message);
            (edits ??= []).Add(new MessageEdit(position, blob.Hash) { Inserted = true });
            (blobs ??= []).Add(blob);
            estimate += tokens;
        }
    }

    /// <summary>Whether results stand without their calls, or reasoning without what it led to, behind a position.</summary>
    private static bool HasOrphans(CompactionContext context, Position behind)
    {
        for (var i = 0; i < context.Reader.Orphans.Count; i++)
        {
            if (context.Reader.Orphans[i].Position > behind)
                return true;
        }

        return false;
    }

    private static bool HasResults(CompactionContext context)
    {
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            if (context.Exchanges[i].HasResults)
                return true;
        }

        return false;
    }

    /// <summary>Whether every pinned message was found: one that is nothing but reasoning comes in with the message that it leads to.</summary>
    private static bool AreKept(CompactionContext context, IReadOnlyList<Position> pins)
    {
        for (var i = 0; i < pins.Count; i++)
        {
            if (!context.Apart.Concat(context.Exchanges).Any(exchange => exchange.IsKept && exchange.Has(pins[i])))
                return false;
        }

        return true;
    }

    /// <summary>Finds the last position up to which strategies will not treat exchanges otherwise when others are added behind them.</summary>
    private Position FindThrough(CompactionContext context, Position head)
    {
        var (through, results, messages) = (head, 0, 0);
        for (var i = 0; _newestResults > 0 && i < context.Exchanges.Count && !(context.Exchanges[i].First < context.Cut); i++)
        {
            var exchange = context.Exchanges[i];
            if (exchange.IsCurrent)
                continue;
            if (results == _newestResults)
            {
                through = exchange.Last > through ? exchange.First.Previous : through;
                continue;
            }

            messages += exchange.Items.Count;
            if (exchange.Items[0].Partial || !exchange.HasResults)
                continue;

            (through, results) = (exchange.First.Previous, results + 1);
            EndsWithResults = messages > MostLeft;
            if (EndsWithResults)
                return head;
        }

        return through;
    }

    private void Add(CompactionContext context, Position from, Position through, Position head)
    {
        List<ChatMessage> messages = [];
        foreach (var message in BuiltWindow.Known(context, from, through, withApart: true))
        {
            _ranges.Add(message);
            if (!message.IsShown)
                continue;

            _shown.Add(message);
            messages.Add(message.Message);
            _totals = _totals with { Estimate = _totals.Estimate + message.Estimate };
            if (!message.IsChanged)
                continue;

            var blob = MessageEdits.BlobOf(message.Message);
            _changes.Add(new MessageEdit(message.Position, blob.Hash));
            _changed.Add(blob);
            _totals = _totals with { Own = _totals.Own + BytesOfEdit + blob.Bytes.Length + MessageSize.Of(message.Message) };
        }

        var ids = _ids.Count;
        foreach (var message in ToolCallRepair.Balance(messages, ids: _ids))
            _messages.Add(message);
        _hasRenamed |= HasRenamed(messages, ids);
        for (var i = context.Exchanges.Count - 1; i >= 0; i--)
        {
            var exchange = context.Exchanges[i];
            if (exchange.IsCurrent || exchange.First < from || exchange.First > through)
                continue;

            if (_asksRule && exchange.Author is { } author && author != _agent && !exchange.IsKept && !exchange.Items[0].Partial)
                _asked.Add((exchange.Items, exchange.IsLeftOut));
            if (!exchange.IsIn)
                continue;

            var part = WindowPart.Of(exchange);
            _parts.Add(part);
            _totals = _totals.With(part);
            if (exchange.Author is not null && exchange.Author != _agent)
                _totals = _totals with { Own = _totals.Own + (BytesOfNamed * part.Messages) };
        }

        (Head, Through) = (head, through);
        AddMark();
    }

    /// <summary>Whether calls are sent under other ids than their own.</summary>
    private bool HasRenamed(List<ChatMessage> messages, int ids)
    {
        foreach (var message in messages)
        {
            for (var i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is FunctionCallContent call && (ids == _ids.Count || _ids[ids++] != call.CallId))
                    return true;
            }
        }

        return ids != _ids.Count;
    }

    private static IEnumerable<ShownMessage> LineOf(ArrayPart<ShownMessage> earlier, List<ShownMessage> turn)
    {
        for (var i = 0; i < earlier.Count; i++)
            yield return earlier[i];
        foreach (var message in turn)
            yield return message;
    }
}
