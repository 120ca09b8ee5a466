using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model is sent of a conversation, and the record by which it can be shown again.</summary>
internal sealed class BuiltWindow
{
    /// <summary>The messages, balanced.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The positions of those that are on the line.</summary>
    public required IReadOnlyList<PositionRange> Ranges { get; init; }

    /// <summary>What was shown otherwise; null for nothing.</summary>
    public required IReadOnlyList<MessageEdit>? Edits { get; init; }

    /// <summary>The content of the edits.</summary>
    public required IReadOnlyList<Blob> Blobs { get; init; }

    /// <summary>Where the window was cut.</summary>
    public required Position? Cut { get; init; }

    /// <summary>The tokens of the messages, uncalibrated.</summary>
    public required long Estimate { get; init; }

    /// <summary>The position up to which the service keeps the conversation itself; null when it does not.</summary>
    public Position? KeptUpTo { get; init; }

    /// <summary>What counted them.</summary>
    public TokenCounter Counter { get; init; } = TokenCounter.Estimate;

    /// <summary>The record of a call that was asked about messages, in words of its own.</summary>
    public static BuiltWindow About(PositionRange range) => new() { Messages = [], Ranges = [range], Edits = null, Blobs = [], Cut = null, Estimate = 0 };

    /// <summary>The messages of the line that are shown, each as it stands on the line or changed, before balance.</summary>
    public IEnumerable<ShownMessage> Line { get; init; } = [];

    /// <summary>The same, sent to a conversation that a service keeps.</summary>
    public BuiltWindow KeptBy(Position upTo) => new() { Messages = Messages, Ranges = Ranges, Edits = Edits, Blobs = Blobs, Cut = Cut, Estimate = Estimate, Counter = Counter, Line = Line, KeptUpTo = upTo };

    /// <summary>The record of what was sent in the end, where somebody changed the messages on their way.</summary>
    public BuiltWindow Changed(IReadOnlyList<ChatMessage> sent)
    {
        var positions = new Dictionary<ChatMessage, Position>(ReferenceEqualityComparer.Instance);
        foreach (var message in Line)
        {
            if (!message.IsChanged)
                positions[message.Message] = message.Position;
        }

        // Behind the last message of the line stands what comes after it; before each, what was put there.
        var ranges = new List<PositionRange>();
        var edits = new List<MessageEdit>();
        var blobs = new List<Blob>();
        var next = Position.Start;
        for (var i = sent.Count - 1; i >= 0; i--)
        {
            if (positions.TryGetValue(sent[i], out var position) && (next.IsStart || position < next))
            {
                next = position;
                ranges.Insert(0, new PositionRange(position, position));
                continue;
            }

            var blob = MessageEdits.BlobOf(sent[i]);
            blobs.Add(blob);
            edits.Insert(0, new MessageEdit(next, blob.Hash) { Inserted = true });
        }

        return new BuiltWindow { Messages = sent, Ranges = ranges, Edits = edits.Count == 0 ? null : edits, Blobs = blobs, Cut = Cut, Estimate = Estimate, Counter = Counter, KeptUpTo = KeptUpTo };
    }

    /// <summary>The messages before one of them; all when it is not there.</summary>
    public IReadOnlyList<ChatMessage> Before(ChatMessage? message)
    {
        if (Messages is MessageView view)
            return view.FirstUntil(message);

        var count = 0;
        while (count < Messages.Count && !ReferenceEquals(Messages[count], message))
            count++;
        return count == 0 ? [] : [.. Messages.Take(count)];
    }

    public static BuiltWindow Of(CompactionContext context, IReadOnlyList<ChatMessage> before)
    {
        var known = Known(context);
        var shown = new List<ShownMessage>(known.Count);
        var ranges = new ShownRanges();
        long estimate = 0;
        foreach (var message in known)
        {
            ranges.Add(message);
            if (!message.IsShown)
                continue;

            shown.Add(message);
            estimate += message.Estimate;
        }

        var (edits, blobs) = MessageEdits.Of(context, before, shown);
        return new BuiltWindow
        {
            Messages = MessageEdits.Compose(shown, edits),
            Ranges = ranges.All,
            Line = shown,
            Edits = edits.Count == 0 ? null : [.. edits.Select(edit => edit.Edit)],
            Blobs = blobs,
            Cut = context.Cut,
            Counter = context.Counter,
            Estimate = edits.Count == 0 ? estimate : estimate + CountInserted(edits, context.Counter),
        };
    }

    /// <summary>What is new to a service that keeps the conversation itself.</summary>
    /// <param name="shown">The messages of the line that it does not have.</param>
    /// <param name="inserted">What is shown besides.</param>
    /// <param name="waiting">The calls whose results it waits for; null for none.</param>
    /// <param name="upTo">The position up to which it has the line.</param>
    /// <param name="counter">Counts tokens.</param>
    public static BuiltWindow Since(List<ShownMessage> shown, List<(Position Before, ChatMessage Message)> inserted, ChatMessage? waiting, Position upTo, TokenCounter counter)
    {
        var ranges = new List<PositionRange>();
        foreach (var message in shown)
            ranges.Add(new PositionRange(message.Position, message.Position));
        var (edits, blobs) = MessageEdits.Of(inserted, shown);
        var messages = MessageEdits.Compose(shown, edits, waiting);
        return new BuiltWindow
        {
            Messages = messages,
            Ranges = ranges,
            Line = shown,
            Edits = edits.Count == 0 ? null : [.. edits.Select(edit => edit.Edit)],
            Blobs = blobs,
            Cut = null,
            Counter = counter,
            Estimate = messages.Sum(message => (long)counter.Count(message)),
            KeptUpTo = upTo,
        };
    }

    public static long CountInserted(IReadOnlyList<(MessageEdit Edit, ChatMessage Message)> edits, TokenCounter counter) =>
        edits.Where(edit => edit.Edit.Inserted).Sum(edit => (long)counter.Count(edit.Message));

    /// <summary>Every message of which it was decided whether it is shown, by position.</summary>
    /// <param name="context">The window.</param>
    /// <param name="from">The first position that is looked at.</param>
    /// <param name="until">The last.</param>
    /// <param name="withApart">Whether what was read for itself is looked at wherever it is.</param>
    public static List<ShownMessage> Known(CompactionContext context, Position from = default, Position? until = null, bool withApart = false)
    {
        var count = context.Apart.Count;
        for (var i = 0; i < context.Exchanges.Count; i++)
            count += context.Exchanges[i].Items.Count;
        var known = new List<ShownMessage>(count);
        foreach (var group in context.Apart)
            Add(group, isApart: true);
        for (var i = context.Exchanges.Count - 1; i >= 0; i--)
            Add(context.Exchanges[i], isApart: false);
        foreach (var orphan in context.Reader.Orphans)
        {
            if (IsWithin(orphan.Position))
                known.Add(new ShownMessage(orphan.Position, orphan.Message) { IsShown = false });
        }

        // Most often they are in order.
        for (var i = 1; i < known.Count; i++)
        {
            if (known[i - 1].Position > known[i].Position)
            {
                known.Sort((left, right) => left.Position.CompareTo(right.Position));
                break;
            }
        }

        return known;

        bool IsWithin(Position position) => position >= from && !(position > until);

        void Add(MessageGroup group, bool isApart)
        {
            for (var i = 0; i < group.Items.Count; i++)
            {
                if (!(isApart && withApart) && !IsWithin(group.Items[i].Position))
                    continue;

                known.Add(new ShownMessage(group.Items[i].Position, group.Messages[i])
                {
                    IsShown = group.IsShown(i),
                    IsPartial = group.Items[i].Partial,
                    IsChanged = group.ChangeOf(i) is not null,
                    IsApart = isApart,
                    Estimate = group.IsShown(i) ? group.CountOf(i) : 0,
                });
            }
        }
    }
}

/// <summary>A message of a line on its way into a window.</summary>
internal readonly record struct ShownMessage(Position Position, ChatMessage Message)
{
    public bool IsShown { get; init; }

    public bool IsPartial { get; init; }

    public bool IsChanged { get; init; }

    /// <summary>Whether it was read by itself: nothing is known of its neighbours on the line.</summary>
    public bool IsApart { get; init; }

    public int Estimate { get; init; }
}
