namespace Colloquy;

/// <summary>Writes a transcript for people: turns with headings, and what is to be known of messages.</summary>
internal abstract class ReadableTranscript(Stream stream) : TranscriptWriter(stream)
{
    private Position? _turn;
    private Position? _segment;
    private bool _showsLines;

    public sealed override void Begin(SessionRecord record, TranscriptOptions options)
    {
        _showsLines = options.AllBranches;
        WriteTitle(TranscriptWords.TitleOf(record), TranscriptWords.Describe(record, options));
    }

    public sealed override void Write(TranscriptMessage message)
    {
        Open(message.Entry, message.Turn);
        WriteMessage(message.Entry, message.Body);
    }

    public sealed override void EndTurn(Entry entry, TurnEndBody? body, int turn)
    {
        if (TranscriptWords.Ended(entry, body) is not { } ended)
            return;

        Open(entry, turn);
        WriteNote(ended, isBad: body?.Status == TurnStatus.Failed);
    }

    protected abstract void WriteTitle(string title, IEnumerable<(string Name, string Value)> about);

    protected abstract void WriteTurn(int number);

    protected abstract void WriteMessage(Entry entry, EntryBody body);

    protected abstract void WriteNote(string text, bool isBad);

    /// <summary>Writes a heading where a turn begins, and a note where the log goes to another line.</summary>
    private void Open(Entry entry, int turn)
    {
        if (_showsLines && _segment is { } segment && segment != entry.Segment)
            WriteNote(TranscriptWords.OtherLine(entry.Segment), isBad: false);
        _segment = entry.Segment;
        if (entry.TurnStart != _turn && turn > 0)
            WriteTurn(turn);
        _turn = entry.TurnStart;
    }
}
