using System.Security.Cryptography;

namespace Colloquy;

/// <summary>Reads a stream line by line, and hashes what it has passed as it was written: a byte order mark and carriage returns, which editors and other programs add, are left out.</summary>
internal sealed class DocumentLines(Stream stream) : IDisposable
{
    /// <summary>A longer line is not believed, so that a stream without line ends does not fill the memory.</summary>
    private const int LongestLine = 1 << 30;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _begin;
    private int _next;
    private int _end;
    private int _length;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line that was read last has no end: it is the last of the stream.</summary>
    public bool IsCutOff => _next == _end && (_end == _begin || _buffer[_end - 1] != (byte)'\n');

    public void Dispose() => _hash.Dispose();

    /// <summary>The hash of all lines before the one that was read last.</summary>
    public Digest HashBefore() => new(_hash.GetCurrentHash());

    /// <summary>Reads a line, which is good until the next is read; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Number == 0)
            await SkipMarkAsync(cancellationToken).ConfigureAwait(false);
        _hash.AppendData(_buffer, _begin, _length);
        if (_next - _begin > _length)
            _hash.AppendData("\n"u8);
        _begin = _next;
        Number++;
        for (var searched = _begin; ;)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                _next = searched + found + 1;
                return Take(_next - 1);
            }

            var length = _end - _begin;
            if (await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                searched = _begin + length;
                continue;
            }

            _next = _end;
            return length == 0 ? null : Take(_end);
        }
    }

    /// <summary>Whether nothing follows but blank lines.</summary>
    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
                return false;
        }

        return true;
    }

    private ReadOnlyMemory<byte>? Take(int end)
    {
        _length = end - _begin - (end > _begin && _buffer[end - 1] == (byte)'\r' ? 1 : 0);
        return _buffer.AsMemory(_begin, _length);
    }

    private async ValueTask SkipMarkAsync(CancellationToken cancellationToken)
    {
        while (_end < 3 && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            // A pipe may give one byte at a time.
        }

        var start = _buffer.AsSpan(0, _end);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new SessionDocumentException(SessionDocumentFailure.Malformed, 1, "is UTF-16, and a document is UTF-8. Windows PowerShell writes UTF-16 where '>' names a file: let the program that exports write the file itself");
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            _begin = _next = 3;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var length = _end - _begin;
        if (_end == _buffer.Length)
        {
            if (length > LongestLine)
                throw new SessionDocumentException(SessionDocumentFailure.Malformed, Number, "is longer than any line of a document");

            var larger = length > _buffer.Length / 2 ? new byte[(int)Math.Min(Array.MaxLength, 2L * _buffer.Length)] : _buffer;
            _buffer.AsSpan(_begin, length).CopyTo(larger);
            (_buffer, _begin, _end) = (larger, 0, length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
