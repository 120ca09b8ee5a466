using System.Text;

namespace Colloquy.Mcp;

/// <summary>A stream of server-sent events whose messages are put right as they pass.</summary>
internal sealed class EventStream(Stream inner, WireMessages messages, OpenRequest? own) : Stream
{
    private readonly LineReader _lines = new(inner, WireMessages.Longest);
    private readonly List<string> _fields = [];
    private readonly StringBuilder _data = new();
    private byte[] _there = [];
    private int _taken;
    private bool _isMessage = true;
    private bool _hasData;
    private bool _isTooLong;
    private bool _hasEnded;

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
        while (_taken == _there.Length)
        {
            if (_hasEnded)
                return 0;
            (_there, _taken) = (Encoding.UTF8.GetBytes(await ReadEventAsync(cancellationToken).ConfigureAwait(false)), 0);
        }

        var part = _there.AsMemory(_taken, Math.Min(buffer.Length, _there.Length - _taken));
        part.CopyTo(buffer);
        _taken += part.Length;
        return part.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read asynchronously.");

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

    private async Task<string> ReadEventAsync(CancellationToken cancellationToken)
    {
        while (await _lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var text = line.Text.TrimStart('\uFEFF');
            if (text.Length == 0)
                return TakeEvent();

            if (text.StartsWith("data:", StringComparison.Ordinal))
                Add(text["data:".Length..], line.IsTooLong);
            else
                _fields.Add(text);
            if (text.StartsWith("event:", StringComparison.Ordinal))
                _isMessage = text["event:".Length..].Trim() is "" or "message";
            if (_isTooLong)
                return TakeEvent();
        }

        // The last event may lack the blank line that ends it.
        _hasEnded = true;
        return _hasData || _fields.Count > 0 ? TakeEvent() : "";
    }

    private void Add(string data, bool isTooLong)
    {
        if (_hasData)
            _data.Append('\n');
        _data.Append(data.StartsWith(' ') ? data.AsSpan(1) : data);
        _hasData = true;
        _isTooLong = isTooLong || _data.Length > WireMessages.Longest;
    }

    private string TakeEvent()
    {
        var data = _data.ToString();
        var fields = string.Concat(_fields.Select(field => $"{field}\n"));
        var taken = !_hasData ? $"{fields}\n"
            : _isMessage && !string.IsNullOrWhiteSpace(data) ? Correct(data, fields)
            : $"{fields}{string.Concat(data.Split('\n').Select(line => $"data: {line}\n"))}\n";
        _fields.Clear();
        _data.Clear();
        (_hasData, _isMessage, _isTooLong) = (false, true, false);
        return taken;
    }

    private string Correct(string data, string fields)
    {
        IReadOnlyList<string> corrected = [.. (_isTooLong ? messages.ReadTooLong(data, own) : messages.Read(data, own)).Select(WireText.Write)];
        return corrected.Count == 0 ? $"{fields}\n" : string.Concat(corrected.Select(message => $"{fields}data: {message}\n\n"));
    }
}
