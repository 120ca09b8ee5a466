namespace Colloquy;

/// <summary>What is kept of a line up to a head, as a window reads it. It does not change.</summary>
/// <param name="items">The messages, the oldest first.</param>
/// <param name="calls">The model calls that are known.</param>
/// <param name="notes">Summaries and judgements, and what has a number and says nothing.</param>
internal sealed class HistoryView(ArrayPart<WindowItem> items, ArrayPart<CallFact> calls, ArrayPart<LineNote> notes)
{
    /// <summary>How many entries a window looks through for the newest call before it reads messages.</summary>
    public const int Ahead = 64;

    /// <summary>Where the line goes on before the messages; <see cref="Position.Start"/> when it begins with them.</summary>
    public required Position Below { get; init; }

    /// <summary>The number of the newest entry.</summary>
    public required int HeadOrdinal { get; init; }

    /// <summary>The number of the oldest entry.</summary>
    public required int BottomOrdinal { get; init; }

    /// <summary>Changes with what the view was taken from.</summary>
    public int Version { get; init; }

    public int Count => items.Count;

    public bool IsComplete => Below.IsStart;

    /// <summary>Returns a message, the newest being 0.</summary>
    public WindowItem this[int index] => items[items.Count - 1 - index];

    /// <summary>The newest call of an agent, or of anybody when none is named; on request, one with the tokens that the service counted.</summary>
    public CallFact? FindCall(SessionLog log, string? agent, bool isCalibrated)
    {
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            if ((agent is null || calls[i].Author == agent) && (!calls[i].IsPassedOver || IsAhead(calls[i])) && calls[i].IsAnswering(log) && (!isCalibrated || calls[i].Calibration is not null))
                return calls[i];
        }

        return null;
    }

    /// <summary>Whether a call is among what a window looks through first.</summary>
    public bool IsAhead(CallFact call) => HeadOrdinal - call.Ordinal < Ahead;

    /// <summary>The newest summary on the line; null for none, and where it is not known.</summary>
    public ShownSummary? Summary
    {
        get
        {
            for (var i = notes.Count - 1; i >= 0; i--)
            {
                if (notes[i].Summary is { } summary)
                    return summary;
            }

            return Older.Summary;
        }
    }

    /// <summary>Whether it is known that there is no summary where <see cref="Summary"/> is null.</summary>
    public bool IsSummaryKnown => IsComplete || Older.IsKnown;

    /// <summary>The newest summary before the oldest message.</summary>
    public (bool IsKnown, ShownSummary? Summary) Older { get; init; }

    /// <summary>The newest judgement behind a position; null for none.</summary>
    public ImportanceBody? FindImportance(Position after)
    {
        for (var i = notes.Count - 1; i >= 0 && notes[i].Position > after; i--)
        {
            if (notes[i].Importance is { } importance)
                return importance;
        }

        return null;
    }

    /// <summary>How many messages stand before a position.</summary>
    public int CountBefore(Position position) => FindFirst(items, position.IsStart ? position : position.Previous);

    /// <summary>How many messages stand behind a position.</summary>
    public int CountAfter(Position position) => items.Count - FindFirst(items, position);

    /// <summary>Returns a message, the oldest being 0; null when there is none.</summary>
    public WindowItem? OldestAt(int index) => index >= 0 && index < items.Count ? items[index] : null;

    /// <summary>The messages behind a position, as a line of their own.</summary>
    public HistoryView After(Position position)
    {
        var first = FindFirst(items, position);
        return new HistoryView(items.Slice(first, items.Count - first), default, default) { Below = Position.Start, HeadOrdinal = HeadOrdinal, BottomOrdinal = HeadOrdinal };
    }

    /// <summary>Whether a message is older than a position, or the line begins there.</summary>
    public bool ReachesBefore(Position position) => IsComplete || (items.Count > 0 && items[0].Position < position);

    /// <summary>The place of the first message behind a position.</summary>
    public static int FindFirst(ArrayPart<WindowItem> items, Position after)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (items[middle].Position > after)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}

/// <summary>A summary or judgement on a line; neither, where an entry only counts.</summary>
internal sealed record LineNote(Position Position, int Ordinal, ShownSummary? Summary, ImportanceBody? Importance);
