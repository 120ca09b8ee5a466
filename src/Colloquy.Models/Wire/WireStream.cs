using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads a service's answer and gives it on in its protocol's form: a stream event by event, a whole answer at once.</summary>
/// <remarks>Which of the two came is seen from its first character, since services get the content type wrong.</remarks>
internal sealed class WireStream(Stream inner, WireProtocol protocol, WireCall call, bool isRefusal) : Stream
{
    /// <summary>The largest event that is read.</summary>
    public const int LargestEvent = 32 * 1024 * 1024;

    /// <summary>The largest whole answer that is read.</summary>
    public const int LargestAnswer = 128 * 1024 * 1024;

    private const int QuotedLength = 200;
    private const int PieceLength = 16 * 1024;

    private static readonly byte[][] s_fields = [":"u8.ToArray(), "data:"u8.ToArray(), "event:"u8.ToArray(), "id:"u8.ToArray(), "retry:"u8.ToArray(), "error:"u8.ToArray()];

    private static readonly byte[] s_comment = ":\n\n"u8.ToArray();

    private readonly WireSink _sink = new();
    private readonly Queue<WireEvent> _events = new();
    private readonly ArrayBufferWriter<byte> _whole = new();
    private EventReader? _reader;
    private WireTranslator? _translator;
    private ModelFailedException? _failure;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;

        while (_sink.IsEmpty)
        {
            // What arrived before a failure is delivered before it is thrown.
            if (_failure is not null)
                throw _failure;
            if (_ended)
                return 0;

            var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
            try
            {
                var length = await inner.ReadAsync(piece.AsMemory(0, PieceLength), cancellationToken).ConfigureAwait(false);
                Take(piece.AsSpan(0, length));

                // A service that only keeps the line open shows that it is there; a comment tells those who wait for that.
                if (_sink.IsEmpty && _translator is { IsOver: false })
                    _sink.SendBytes(s_comment);
            }
            catch (ModelFailedException failure)
            {
                _failure = failure;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }

        return _sink.Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The SDKs' synchronous methods read so; this library has none.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (_reader is not null)
        {
            Translate(piece);
            return;
        }

        if (_whole.WrittenCount + piece.Length > LargestAnswer)
            throw ModelFailedException.TooLarge("an answer", LargestAnswer);

        _whole.Write(piece);
        if (!isRefusal && AreEvents(_whole.WrittenSpan) is true)
        {
            if (!call.IsStreamed)
                throw ModelFailedException.Unreadable("it is a stream of events, and a whole answer was asked for");

            _reader = new EventReader(LargestEvent);
            _translator = protocol.Translate(call, _sink);
            Translate(_whole.WrittenSpan);
            _whole.Clear();
        }
        else if (piece.IsEmpty)
        {
            _ended = true;
            ReadWhole(_whole.WrittenSpan);
        }
    }

    private void Translate(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            _reader!.End(_events);
        else
            _reader!.Read(piece, _events);

        while (!_translator!.IsOver && _events.TryDequeue(out var read))
            _translator.Read(read);
        if (piece.IsEmpty)
            _translator.End(isDone: false);

        // A service may leave the connection open after its last event.
        _ended = _translator.IsOver;
    }

    private void ReadWhole(ReadOnlySpan<byte> text)
    {
        if (isRefusal)
            _sink.SendBytes(WireRefusal.Read(text, protocol, call));
        else if (call.IsStreamed && Trim(text).IsEmpty)
            protocol.Translate(call, _sink).End(isDone: false);
        else if (call.IsStreamed)
            protocol.Translate(call, _sink).ReadWhole(Parse(text));
        else
            _sink.SendWhole(protocol.ReadWhole(Parse(text), call));
    }

    private JsonNode? Parse(ReadOnlySpan<byte> text)
    {
        if (Trim(text).IsEmpty)
            throw ModelFailedException.NoAnswer("the answer is empty");

        try
        {
            return WireNode.Parse(text)[0];
        }
        catch (JsonException problem)
        {
            var quoted = call.Secrets.Hide(Encoding.UTF8.GetString(text[..Math.Min(text.Length, QuotedLength)]).Trim());
            throw ModelFailedException.Unreadable($"it is not JSON ('{quoted}')", null, problem);
        }
    }

    /// <summary>Returns whether the text begins as a stream of events does; null when there is too little of it to tell.</summary>
    private static bool? AreEvents(ReadOnlySpan<byte> text)
    {
        text = Trim(text);
        if (text.IsEmpty || "\uFEFF"u8.StartsWith(text))
            return null;

        foreach (var field in s_fields)
        {
            var length = Math.Min(text.Length, field.Length);
            if (text[..length].SequenceEqual(field.AsSpan(0, length)))
                return length < field.Length ? null : true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) =>
        (text.StartsWith("\uFEFF"u8) ? text[3..] : text).TrimStart(" \t\r\n"u8);
}
