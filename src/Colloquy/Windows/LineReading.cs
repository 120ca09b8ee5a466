namespace Colloquy;

/// <summary>What a window read of a line from the store: to be kept, when the turn ends, beside what was known of it.</summary>
internal sealed class LineReading(HistoryView? known)
{
    private readonly List<WindowItem> _items = [];
    private readonly List<CallFact> _calls = [];
    private readonly List<LineNote> _notes = [];
    private readonly List<(Position First, Position Last)> _segments = [];

    /// <summary>The messages, the newest first.</summary>
    public IReadOnlyList<WindowItem> Items => _items;

    /// <summary>The calls, the newest first.</summary>
    public IReadOnlyList<CallFact> Calls => _calls;

    /// <summary>Summaries and judgements, and what has a number and says nothing, the newest first.</summary>
    public IReadOnlyList<LineNote> Notes => _notes;

    /// <summary>Parts of segments that are on the line, the newest first.</summary>
    public IReadOnlyList<(Position First, Position Last)> Segments => _segments;

    /// <summary>The number of the entry that was passed last. The newest entry of a line of which nothing was known has the number 0, the one before -1.</summary>
    public int Ordinal { get; private set; } = known?.BottomOrdinal ?? 1;

    /// <summary>The number down to which every call is among <see cref="Calls"/>, or was known.</summary>
    public int CallsFrom { get; private set; } = known?.BottomOrdinal ?? 1;

    /// <summary>Whether entries may have been passed over that were pruned, and have no number.</summary>
    public bool HasGap { get; set; }

    /// <summary>Whether every message could be read.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Takes in the calls of the first page, of which windows look for the newest before they read messages.</summary>
    public CallFact AddAhead(Entry entry, int index, bool isPassedOver)
    {
        var call = new CallFact(entry, Ordinal - 1 - index, isPassedOver);
        _calls.Add(call);
        return call;
    }

    /// <summary>Learns that every call of the first page was taken in.</summary>
    public void LookedAhead(int count, bool isEnd) => CallsFrom = isEnd ? int.MinValue : Ordinal - count;

    /// <summary>Comes to the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="findsCall">Whether it is taken in if it is a call.</param>
    public void Pass(Entry entry, bool findsCall)
    {
        Ordinal--;
        if (_segments.Count == 0 || _segments[^1].First != entry.Segment)
            _segments.Add((entry.Segment, entry.Position));
        if (findsCall && CallsFrom > Ordinal)
            CallsFrom = Ordinal;
    }

    /// <summary>Takes in a call that was passed.</summary>
    public CallFact AddCall(Entry entry, bool isPassedOver)
    {
        for (var i = 0; i < _calls.Count && _calls[i].Ordinal >= Ordinal; i++)
        {
            if (_calls[i].Position == entry.Position)
                return _calls[i];
        }

        var call = new CallFact(entry, Ordinal, isPassedOver);
        _calls.Add(call);
        return call;
    }

    public void Add(WindowItem item) => _items.Add(item);

    public void Add(LineNote note) => _notes.Add(note);
}
