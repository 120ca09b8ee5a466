using System.Security.Cryptography;

namespace Colloquy;

/// <summary>Reads a stream line by line, and hashes what it has passed.</summary>
internal sealed class DocumentLines(Stream stream) : IDisposable
{
    /// <summary>A longer line is not believed, so that a stream without line ends does not fill the memory.</summary>
    private const int LongestLine = 1 << 30;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _begin;
    private int _next;
    private int _end;

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
        _hash.AppendData(_buffer, _begin, _next - _begin);
        _begin = _next;
        Number++;
        for (var searched = _begin; ;)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                _next = searched + found + 1;
                return _buffer.AsMemory(_begin, _next - _begin - 1);
            }

            var length = _end - _begin;
            if (await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                searched = _begin + length;
                continue;
            }

            _next = _end;
            return length == 0 ? (ReadOnlyMemory<byte>?)null : _buffer.AsMemory(_begin, length);
        }
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
