using System.Buffers;
using System.Text;

namespace Colloquy.Models;

/// <summary>Reads server-sent events from bytes that come in pieces of any size, more tolerantly than the standard asks.</summary>
/// <remarks>Also read are events without a blank line between them, a line of bare JSON, and llama.cpp's field <c>error</c>.</remarks>
internal sealed class EventReader(int limit)
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _data = new();
    private string _name = "";
    private bool _hasData;
    private bool _began;
    private bool _skipsLineFeed;

    /// <summary>Reads bytes, and adds the events that they complete.</summary>
    public void Read(ReadOnlySpan<byte> bytes, Queue<WireEvent> events)
    {
        while (!bytes.IsEmpty)
        {
            if (_skipsLineFeed)
            {
                _skipsLineFeed = false;
                if (bytes[0] == '\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny(s_lineEnds);
            Append(_line, end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                return;

            _skipsLineFeed = bytes[end] == '\r';
            bytes = bytes[(end + 1)..];
            TakeLine(events);
        }
    }

    /// <summary>Reads what is left when the stream ends, with or without a blank line.</summary>
    public void End(Queue<WireEvent> events)
    {
        if (_line.WrittenCount > 0)
            TakeLine(events);

        Dispatch(events);
    }

    private void TakeLine(Queue<WireEvent> events)
    {
        var line = _line.WrittenSpan;
        if (!_began)
        {
            _began = true;
            if (line.StartsWith("\uFEFF"u8))
                line = line[3..];
        }

        if (line.IsEmpty)
            Dispatch(events);
        else if (line[0] is (byte)'{' or (byte)'[')
            AddData(line, events);
        else
            TakeField(line, events);

        _line.ResetWrittenCount();
    }

    private void TakeField(ReadOnlySpan<byte> line, Queue<WireEvent> events)
    {
        // A line that begins with a colon is a comment: its field has no name.
        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value.StartsWith(" "u8))
            value = value[1..];

        if (field.SequenceEqual("data"u8))
        {
            AddData(value, events);
        }
        else if (field.SequenceEqual("event"u8))
        {
            // A name begins an event; data before it belongs to the one before.
            if (_hasData)
                Dispatch(events);
            _name = Encoding.UTF8.GetString(value).Trim();
        }
        else if (field.SequenceEqual("error"u8))
        {
            Dispatch(events);
            _name = "error";
            AddData(value, events);
            Dispatch(events);
        }
    }

    private void AddData(ReadOnlySpan<byte> value, Queue<WireEvent> events)
    {
        if (_hasData && WireNode.IsWhole(_data.WrittenSpan))
            Dispatch(events);
        if (_hasData)
            Append(_data, "\n"u8);

        Append(_data, value);
        _hasData = true;
    }

    private void Dispatch(Queue<WireEvent> events)
    {
        if (_hasData)
            events.Enqueue(new WireEvent(_name, _data.WrittenSpan.ToArray()));

        _data.ResetWrittenCount();
        _hasData = false;
        _name = "";
    }

    private void Append(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        if (to.WrittenCount + bytes.Length > limit)
            throw ModelFailedException.TooLarge("one event", limit);

        to.Write(bytes);
    }
}
