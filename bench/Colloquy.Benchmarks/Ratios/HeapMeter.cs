namespace Colloquy.Benchmarks;

/// <summary>Takes what is written, and measures now and then how much more the heap holds than at the first write.</summary>
internal sealed class HeapMeter : Stream
{
    private const int Every = 256;

    private int _writes;
    private long _first;
    private long _length;

    public long GrownBytes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _length += count;
        if (_writes++ % Every != 0)
            return;

        var held = GC.GetTotalMemory(forceFullCollection: true);
        if (_first == 0)
            _first = held;
        GrownBytes = Math.Max(GrownBytes, held - _first);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
