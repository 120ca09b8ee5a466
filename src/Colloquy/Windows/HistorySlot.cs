namespace Colloquy;

/// <summary>What a process keeps of one line of a session between turns: messages as they were decoded from stored bytes, what windows ask of calls and summaries, and blocks of windows.</summary>
/// <remarks>
/// It says what is true of every log that has <see cref="Chain"/> at <see cref="Tip"/>, as long as nothing more is pruned: entries never change. For one thread, its owner; views of it
/// may be read by any, since what they show is not written to again.
/// </remarks>
internal sealed class HistorySlot : IKeptHistory
{
    private const int Spare = 64;
    private const int BytesOfCall = 96;
    private const int BytesOfNote = 64;
    private const int BytesOfSlot = 1_200;

    private readonly AppendList<WindowItem> _items = new();
    private readonly AppendList<CallFact> _calls = new();
    private readonly AppendList<LineNote> _notes = new();
    private readonly List<(Position First, Position Last)> _segments = [];
    private readonly List<Entry> _pending = [];
    private Position _below;
    private int _headOrdinal;
    private int _bottomOrdinal = 1;
    private int _callsFrom = 1;
    private int _wanted;
    private bool _hasGap;
    private (bool IsKnown, ShownSummary? Summary) _older;
    private long _size;
    private int _version;

    private HistorySlot(SessionRecord record) => (CreatedAt, Pruned) = (record.CreatedAt, record.Pruned);

    public DateTimeOffset CreatedAt { get; }

    public Position Pruned { get; }

    /// <summary>A position of the log whose chain is known, at or behind <see cref="Head"/>.</summary>
    public Position Tip { get; private set; }

    public Digest Chain { get; private set; }

    /// <summary>The head of the line.</summary>
    public Position Head { get; private set; }

    public List<WindowBlock> Blocks { get; } = [];

    /// <summary>What is known of the session's state at <see cref="Head"/>.</summary>
    public KeptState State { get; } = new();

    public long Bytes => BytesOfSlot + State.Bytes + _size + _items.Bytes + _calls.Bytes + _notes.Bytes + (16L * _segments.Capacity) + (8L * _pending.Capacity)
        + (BytesOfCall * _calls.Count) + SizeOfNotes() + Blocks.Sum(block => block.Bytes);

    private bool IsComplete => _below.IsStart;

    /// <summary>A slot of what a window has read; null when some of it could not be read.</summary>
    public static HistorySlot? Of(SessionRecord record, WindowLine line)
    {
        if (!line.Reading.IsWhole)
            return null;

        var slot = new HistorySlot(record) { Tip = record.Tip, Chain = record.Chain, Head = line.Head };
        slot.TakeOlder(line);
        return slot;
    }

    /// <summary>Learns which summary is the newest up to a head; null for none.</summary>
    public void Saw(Position head, ShownSummary? newest)
    {
        if (!_older.IsKnown && IsOn(head))
            _older = OlderOf(newest);
    }

    /// <summary>Learns of a position and its chain.</summary>
    public void Saw(Position tip, Digest chain) => (Tip, Chain) = (tip, chain);

    /// <summary>What is known of the line up to a head on it.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="head">The head.</param>
    /// <param name="agent">Whose window it is for.</param>
    /// <returns>Null when too little is known of the calls of that agent to go on from.</returns>
    public HistoryView? ViewAt(SessionLog log, Position head, string? agent)
    {
        var (items, calls, notes, ordinal) = (_items.Part, _calls.Part, _notes.Part, _headOrdinal);
        if (head < Head)
        {
            items = items.Slice(0, HistoryView.FindFirst(items, head));
            (var ofCalls, var ofNotes) = (calls.Count, notes.Count);
            while (ofCalls > 0 && calls[ofCalls - 1].Position > head)
                ofCalls--;
            while (ofNotes > 0 && notes[ofNotes - 1].Position > head)
                ofNotes--;
            (calls, notes) = (calls.Slice(0, ofCalls), notes.Slice(0, ofNotes));
            ordinal = OrdinalAt(items, calls, notes);
        }

        var view = new HistoryView(items, calls, notes) { Below = _below, HeadOrdinal = ordinal, BottomOrdinal = _bottomOrdinal, Older = _older, Version = _version };
        var isKnown = view.FindCall(log, agent, isCalibrated: true) is not null || (_callsFrom <= ordinal - HistoryView.Ahead && _callsFrom <= _bottomOrdinal) || _callsFrom == int.MinValue;
        return isKnown ? view : null;
    }

    /// <summary>Whether an entry is known to be on the line.</summary>
    public bool IsOn(Position position)
    {
        if (position == Head)
            return true;

        // Where entries have no numbers, it is not known which are the newest before another head.
        if (_hasGap)
            return false;
        if (position > Head || (!IsComplete && (_items.Count == 0 || position < _items[0].Position)))
            return false;
        if (position.IsStart)
            return true;

        for (var i = _segments.Count - 1; i >= 0 && _segments[i].Last >= position; i--)
        {
            if (_segments[i].First <= position)
                return true;
        }

        return false;
    }

    /// <summary>Goes back to an entry of the line.</summary>
    public void Truncate(Position head)
    {
        if (head == Head)
            return;

        _version++;
        while (_items.Count > 0 && _items[_items.Count - 1].Position > head)
        {
            _size -= _items[_items.Count - 1].Size;
            _items.Truncate(_items.Count - 1);
        }

        while (_calls.Count > 0 && _calls[_calls.Count - 1].Position > head)
            _calls.Truncate(_calls.Count - 1);
        while (_notes.Count > 0 && _notes[_notes.Count - 1].Position > head)
            _notes.Truncate(_notes.Count - 1);
        while (_segments.Count > 0 && _segments[^1].Last > head)
        {
            var last = _segments[^1];
            _segments.RemoveAt(_segments.Count - 1);
            if (last.First <= head)
                _segments.Add((last.First, head));
        }

        for (var i = _pending.Count - 1; i >= 0 && _pending[i].Position > head; i--)
        {
            _size -= MessageSize.Of(_pending[i]);
            _pending.RemoveAt(i);
        }

        State.Truncate(head);
        Blocks.RemoveAll(block => !block.TryTruncate(head));
        _headOrdinal = OrdinalAt(_items.Part, _calls.Part, _notes.Part);
        Head = head;
    }

    /// <summary>Continues the line with an entry, which is decoded when it is wanted.</summary>
    public void Extend(Entry entry)
    {
        if (_segments.Count > 0 && _segments[^1].First == entry.Segment)
            _segments[^1] = (entry.Segment, entry.Position);
        else
            _segments.Add((entry.Segment, entry.Position));
        Head = entry.Position;
        State.Extend(entry);
        if (!WindowLine.Kinds.Contains(entry.Kind) && entry.Kind != ReadingAround.Lost)
            return;

        _pending.Add(entry);
        _size += MessageSize.Of(entry);
    }

    /// <summary>Takes an entry behind the last one, of a kind that windows do not read, for the head.</summary>
    public void MoveTo(Position head)
    {
        Head = head;
        State.Clear();
    }

    /// <summary>Whether a position is older than what is known.</summary>
    public bool IsPast(Position position) => !IsComplete && (_items.Count == 0 || position < _items[0].Position);

    /// <summary>Decodes what the line was continued with; false when some of it cannot be read.</summary>
    public async ValueTask<bool> TryDecodeAsync(SessionLog log, CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
            return true;

        _version++;
        foreach (var entry in _pending)
        {
            _size -= MessageSize.Of(entry);
            _headOrdinal++;
            if (entry.IsPruned)
            {
                _notes.Add(new LineNote(entry.Position, _headOrdinal, null, null));
            }
            else if (entry.Kind == EntryKind.Message || entry.Kind == ReadingAround.Lost)
            {
                var (body, problem) = await ItemReader.DecodeMessageAsync(log, entry, cancellationToken).ConfigureAwait(false);
                if (problem is not null)
                    return false;
                Add(WindowLine.ToItem(body, entry, _headOrdinal));
            }
            else if (entry.Kind == EntryKind.ModelCall)
            {
                var call = new CallFact(entry, _headOrdinal, isPassedOver: false);
                call.IsAnswering(log);
                _calls.Add(call);
            }
            else
            {
                var body = log.Decode(entry);
                _notes.Add(new LineNote(entry.Position, _headOrdinal, body is SummaryBody summary ? new ShownSummary(entry.Position, summary) : null, body as ImportanceBody));
            }
        }

        _pending.Clear();
        return true;
    }

    /// <summary>Takes in what a window read further back than was known.</summary>
    public void TakeOlder(WindowLine line)
    {
        var reading = line.Reading;
        if (!reading.IsWhole || reading.Ordinal == _bottomOrdinal || (line.Known is { } known && known.Version != _version))
            return;

        _version++;
        if (reading.Items.Count > 0)
        {
            _items.PrependReversed(reading.Items);
            for (var i = 0; i < reading.Items.Count; i++)
                _size += reading.Items[i].Size;
        }

        // Calls are known without a gap, the newest first; what begins behind a gap is not taken in.
        if (_callsFrom <= _bottomOrdinal)
        {
            var oldest = _calls.Count == 0 ? int.MaxValue : _calls[0].Ordinal;
            _calls.PrependReversed([.. reading.Calls.Where(call => call.Ordinal < oldest)]);
            _callsFrom = Math.Min(_callsFrom, line.Below.IsStart && !reading.HasGap && reading.CallsFrom <= reading.Ordinal ? int.MinValue : reading.CallsFrom);
        }

        _notes.PrependReversed(reading.Notes);
        AddOlder(reading.Segments);
        (_below, _bottomOrdinal) = (line.Below, reading.Ordinal);
        _hasGap |= reading.HasGap;
        _older = _older.IsKnown ? OlderOf(_older.Summary) : default;
    }

    /// <summary>What is known of summaries before what is known, by the newest of a line that reaches further; nothing when that one is newer.</summary>
    private (bool IsKnown, ShownSummary? Summary) OlderOf(ShownSummary? newest) => newest?.Position > _below ? default : (true, newest);

    /// <summary>Drops what windows have not looked at for some turns.</summary>
    /// <param name="oldest">The oldest message that a window of this turn looked at.</param>
    public void Trim(Position oldest)
    {
        var first = HistoryView.FindFirst(_items.Part, oldest.IsStart ? oldest : oldest.Previous);
        _wanted = Math.Max(_items.Count - first, _wanted - (_wanted / 16));
        var excess = _items.Count - _wanted - Spare;
        if (excess <= (_wanted / 16) + Spare)
            return;

        _version++;
        for (var i = 0; i < excess; i++)
            _size -= _items[i].Size;
        (_below, _bottomOrdinal) = (_items[excess - 1].Position, _items[excess - 1].Ordinal + 1);
        _items.DropFirst(excess);
        _segments.RemoveAll(segment => segment.Last <= _below);
        var (calls, callsFrom) = (0, Math.Min(_bottomOrdinal, _headOrdinal - (2 * HistoryView.Ahead)));
        while (calls < _calls.Count && _calls[calls].Ordinal < callsFrom)
            calls++;
        _calls.DropFirst(calls);
        _callsFrom = Math.Max(_callsFrom, callsFrom);
        var notes = 0;
        while (notes < _notes.Count && _notes[notes].Position <= _below)
        {
            if (_notes[notes].Summary is { } summary)
                _older = (true, summary);
            notes++;
        }

        _notes.DropFirst(notes);
    }

    private long SizeOfNotes()
    {
        long size = 0;
        for (var i = 0; i < _notes.Count; i++)
            size += BytesOfNote + (2 * MessageSize.Of(_notes[i].Summary?.Body.Text)) + (BytesOfNote * (long)(_notes[i].Importance?.Scores.Count ?? 0));
        return size;
    }

    private static int OrdinalAt(ArrayPart<WindowItem> items, ArrayPart<CallFact> calls, ArrayPart<LineNote> notes) => Math.Max(
        items.Count == 0 ? int.MinValue : items[items.Count - 1].Ordinal,
        Math.Max(calls.Count == 0 ? int.MinValue : calls[calls.Count - 1].Ordinal, notes.Count == 0 ? int.MinValue : notes[notes.Count - 1].Ordinal)) is var newest and > int.MinValue ? newest : 0;

    private void Add(WindowItem item)
    {
        _items.Add(item);
        _size += item.Size;
    }

    /// <summary>Puts parts of segments before those that are known; of one that is known at its end more is known now.</summary>
    private void AddOlder(IReadOnlyList<(Position First, Position Last)> older)
    {
        foreach (var segment in older)
        {
            if (_segments.Count == 0 || _segments[0].First != segment.First)
                _segments.Insert(0, segment);
        }
    }
}
