using System.Buffers;
using System.Text;

namespace Colloquy.Mcp;

/// <summary>A line; when it was too long, only its beginning.</summary>
internal readonly record struct WireLine(string Text, bool IsTooLong);

/// <summary>Reads lines of UTF-8 of at most a given length. A longer line is skipped and is not held in memory.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private const int Beginning = 4096;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private ArrayBufferWriter<byte> _line = new();
    private int _start;
    private int _end;
    private bool _isSkipping;

    /// <summary>Reads the next line without its end; null at the end of the stream. A line that is too long is returned as soon as it is.</summary>
    public async ValueTask<WireLine?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
                if (_end == 0)
                    return _line.WrittenCount > 0 ? Take(_line.WrittenCount, isTooLong: false) : null;
            }

            var there = _buffer.AsMemory(_start, _end - _start);
            var stop = there.Span.IndexOf((byte)'\n');
            var part = stop < 0 ? there : there[..stop];
            _start += stop < 0 ? part.Length : stop + 1;
            if (!_isSkipping)
                _line.Write(part.Span);

            if (_line.WrittenCount > longest)
            {
                _isSkipping = stop < 0;
                return Take(Beginning, isTooLong: true);
            }

            if (stop < 0)
                continue;

            if (_isSkipping)
                _isSkipping = false;
            else
                return Take(_line.WrittenCount, isTooLong: false);
        }
    }

    private WireLine Take(int length, bool isTooLong)
    {
        var bytes = _line.WrittenSpan[..Math.Min(length, _line.WrittenCount)];
        var text = Encoding.UTF8.GetString(bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes);
        if (_line.Capacity > 1024 * 1024)
            _line = new ArrayBufferWriter<byte>();
        else
            _line.ResetWrittenCount();
        return new WireLine(text, isTooLong);
    }
}
