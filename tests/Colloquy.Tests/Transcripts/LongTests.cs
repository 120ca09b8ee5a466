using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Transcripts;

/// <summary>A transcript of any length takes the same memory.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class LongTests : ReadableTest
{
    private const int Messages = 100_000;

    [Fact]
    public async Task A_transcript_of_100_000_messages_is_written_in_constant_memory()
    {
        var session = await OpenAsync();
        var said = new string('x', 200);
        for (var i = 0; i < Messages; i += 2_000)
            await session.AddAsync(Enumerable.Range(i, 2_000).Select(number => new ChatMessage(number % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"{number} {said}")));

        foreach (var format in Enum.GetValues<TranscriptFormat>())
        {
            var meter = new HeapMeter();

            var written = await session.Documents.WriteTranscriptAsync(meter, new TranscriptOptions { Format = format });

            Assert.Equal(Messages, written);
            Assert.InRange(meter.Length, Messages * 200, long.MaxValue);
            Assert.InRange(meter.Most, 1, 4 * 64 * 1024);
            Assert.InRange(meter.Grown, long.MinValue, 4 * 1024 * 1024);
        }
    }

    /// <summary>Measures, at some of the writes, how much more the heap holds than at the first of them.</summary>
    private sealed class HeapMeter : Stream
    {
        private const int Every = 64;

        private int _writes;
        private long _first;
        private long _length;

        public long Grown { get; private set; } = long.MinValue;

        public int Most { get; private set; }

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
            Most = Math.Max(Most, count);
            if (_writes++ % Every != 0)
                return;

            var held = GC.GetTotalMemory(forceFullCollection: true);
            if (_first == 0)
                _first = held;
            Grown = Math.Max(Grown, held - _first);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
